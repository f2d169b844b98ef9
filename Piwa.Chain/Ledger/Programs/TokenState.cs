using System.Buffers.Binary;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Ledger.Programs;

/// <summary>A mint as the token program stores it.</summary>
/// <remarks>Source: spl_token::state::Mint. An option is a 32-bit flag and its value.</remarks>
internal struct MintState
{
    public const int Size = 82;

    private const int SupplyOffset = sizeof(uint) + PublicKey.Size;
    private const int DecimalsOffset = SupplyOffset + sizeof(ulong);
    private const int InitializedOffset = DecimalsOffset + 1;
    private const int FreezeOffset = InitializedOffset + 1;

    public PublicKey? MintAuthority;
    public ulong Supply;
    public byte Decimals;
    public bool IsInitialized;
    public PublicKey? FreezeAuthority;

    /// <summary>Reads a mint that may still be all zeros.</summary>
    public static InstructionFault? ReadAny(ReadOnlySpan<byte> data, out MintState mint)
    {
        mint = default;
        if (data.Length != Size
            || !TokenFields.TryReadKey(data, out mint.MintAuthority)
            || data[InitializedOffset] > 1
            || !TokenFields.TryReadKey(data[FreezeOffset..], out mint.FreezeAuthority))
        {
            return InstructionErrorKind.InvalidAccountData;
        }

        mint.Supply = BinaryPrimitives.ReadUInt64LittleEndian(data[SupplyOffset..]);
        mint.Decimals = data[DecimalsOffset];
        mint.IsInitialized = data[InitializedOffset] == 1;
        return null;
    }

    /// <summary>Reads a mint.</summary>
    public static InstructionFault? Read(ReadOnlySpan<byte> data, out MintState mint) =>
        ReadAny(data, out mint) ?? (mint.IsInitialized ? null : InstructionErrorKind.UninitializedAccount);

    /// <summary>The data after a change: what an option held that is empty now stays behind its flag, as in the real program.</summary>
    public readonly byte[] Encode(ReadOnlySpan<byte> before)
    {
        byte[] data = before.ToArray();
        TokenFields.WriteKey(data, MintAuthority);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(SupplyOffset), Supply);
        data[DecimalsOffset] = Decimals;
        data[InitializedOffset] = IsInitialized ? (byte)1 : (byte)0;
        TokenFields.WriteKey(data.AsSpan(FreezeOffset), FreezeAuthority);
        return data;
    }
}

/// <summary>An account of tokens as the token program stores it.</summary>
/// <remarks>Source: spl_token::state::Account.</remarks>
internal struct TokenHolding
{
    public const int Size = 165;

    private const int OwnerOffset = PublicKey.Size;
    private const int AmountOffset = 2 * PublicKey.Size;
    private const int DelegateOffset = AmountOffset + sizeof(ulong);
    private const int StateOffset = DelegateOffset + sizeof(uint) + PublicKey.Size;
    private const int NativeOffset = StateOffset + 1;
    private const int DelegatedOffset = NativeOffset + sizeof(uint) + sizeof(ulong);
    private const int CloseOffset = DelegatedOffset + sizeof(ulong);

    public PublicKey Mint;
    public PublicKey Owner;
    public ulong Amount;
    public PublicKey? Delegate;
    public TokenHoldingState State;

    /// <summary>For wrapped lamports: what is held for rent, and is no token.</summary>
    public ulong? NativeReserve;

    public ulong DelegatedAmount;
    public PublicKey? CloseAuthority;

    public readonly bool IsFrozen => State == TokenHoldingState.Frozen;

    public readonly bool IsNative => NativeReserve is not null;

    /// <summary>Reads an account that may still be all zeros.</summary>
    public static InstructionFault? ReadAny(ReadOnlySpan<byte> data, out TokenHolding holding)
    {
        holding = default;
        if (data.Length != Size
            || !TokenFields.TryReadKey(data[DelegateOffset..], out holding.Delegate)
            || data[StateOffset] > (byte)TokenHoldingState.Frozen
            || !TokenFields.TryReadNumber(data[NativeOffset..], out holding.NativeReserve)
            || !TokenFields.TryReadKey(data[CloseOffset..], out holding.CloseAuthority))
        {
            return InstructionErrorKind.InvalidAccountData;
        }

        holding.Mint = new PublicKey(data[..PublicKey.Size]);
        holding.Owner = new PublicKey(data.Slice(OwnerOffset, PublicKey.Size));
        holding.Amount = BinaryPrimitives.ReadUInt64LittleEndian(data[AmountOffset..]);
        holding.State = (TokenHoldingState)data[StateOffset];
        holding.DelegatedAmount = BinaryPrimitives.ReadUInt64LittleEndian(data[DelegatedOffset..]);
        return null;
    }

    /// <summary>Reads an account.</summary>
    public static InstructionFault? Read(ReadOnlySpan<byte> data, out TokenHolding holding) =>
        ReadAny(data, out holding)
        ?? (holding.State == TokenHoldingState.Uninitialized ? InstructionErrorKind.UninitializedAccount : null);

    /// <summary>The data after a change: what an option held that is empty now stays behind its flag, as in the real program.</summary>
    public readonly byte[] Encode(ReadOnlySpan<byte> before)
    {
        byte[] data = before.ToArray();
        Mint.CopyTo(data);
        Owner.CopyTo(data.AsSpan(OwnerOffset));
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(AmountOffset), Amount);
        TokenFields.WriteKey(data.AsSpan(DelegateOffset), Delegate);
        data[StateOffset] = (byte)State;
        TokenFields.WriteNumber(data.AsSpan(NativeOffset), NativeReserve);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(DelegatedOffset), DelegatedAmount);
        TokenFields.WriteKey(data.AsSpan(CloseOffset), CloseAuthority);
        return data;
    }
}

/// <summary>Whether tokens of an account can move.</summary>
internal enum TokenHoldingState : byte
{
    Uninitialized = 0,
    Initialized = 1,
    Frozen = 2,
}

/// <summary>Options in the token program's accounts: a 32-bit flag, then the value, or what was there before.</summary>
internal static class TokenFields
{
    public static bool TryReadKey(ReadOnlySpan<byte> data, out PublicKey? key)
    {
        uint flag = BinaryPrimitives.ReadUInt32LittleEndian(data);
        key = flag == 1 ? new PublicKey(data.Slice(sizeof(uint), PublicKey.Size)) : null;
        return flag <= 1;
    }

    public static bool TryReadNumber(ReadOnlySpan<byte> data, out ulong? number)
    {
        uint flag = BinaryPrimitives.ReadUInt32LittleEndian(data);
        number = flag == 1 ? BinaryPrimitives.ReadUInt64LittleEndian(data[sizeof(uint)..]) : null;
        return flag <= 1;
    }

    public static void WriteKey(Span<byte> data, PublicKey? key)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(data, key is null ? 0u : 1u);
        key?.CopyTo(data[sizeof(uint)..]);
    }

    public static void WriteNumber(Span<byte> data, ulong? number)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(data, number is null ? 0u : 1u);
        if (number is { } value)
            BinaryPrimitives.WriteUInt64LittleEndian(data[sizeof(uint)..], value);
    }
}
