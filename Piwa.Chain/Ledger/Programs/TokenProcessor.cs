using System.Buffers.Binary;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Ledger.Programs;

/// <summary>The SPL token program: mints, accounts of tokens, and what moves between them.</summary>
/// <remarks>
/// Behaviour: spl_token::processor, checks in its order. An instruction is its number and its arguments, little-endian. Those
/// that turn amounts into text and back are not known here.
/// </remarks>
internal sealed partial class TokenProcessor() : LedgerProgram(ProgramIds.Token, ProgramLoaders.Upgradeable)
{
    /// <summary>The mint whose tokens are lamports.</summary>
    private static readonly PublicKey NativeMint = PublicKey.Parse("So11111111111111111111111111111111111111112");

    /// <summary>An owner that nobody is; its tokens may be burnt, and its accounts closed, by anyone.</summary>
    private static readonly PublicKey Incinerator = PublicKey.Parse("1nc1nerator11111111111111111111111111111111");

    public override InstructionFault? Execute(InstructionFrame frame)
    {
        ReadOnlySpan<byte> data = frame.Data;
        if (data.IsEmpty)
            return TokenError.InvalidInstruction;
        ReadOnlySpan<byte> arguments = data[1..];
        return data[0] switch
        {
            0 => InitializeMint(frame, arguments, hasRentAccount: true),
            1 => InitializeAccount(frame, owner: null, hasRentAccount: true),
            2 => InitializeMultisig(frame, arguments, hasRentAccount: true),
            3 => Amount(arguments, isChecked: false, out ulong amount, out byte? _) ?? Transfer(frame, amount, decimals: null),
            4 => Amount(arguments, isChecked: false, out ulong amount, out byte? _) ?? Approve(frame, amount, decimals: null),
            5 => Revoke(frame),
            6 => SetAuthority(frame, arguments),
            7 => Amount(arguments, isChecked: false, out ulong amount, out byte? _) ?? MintTo(frame, amount, decimals: null),
            8 => Amount(arguments, isChecked: false, out ulong amount, out byte? _) ?? Burn(frame, amount, decimals: null),
            9 => CloseAccount(frame),
            10 => SetFrozen(frame, isFrozen: true),
            11 => SetFrozen(frame, isFrozen: false),
            12 => Amount(arguments, isChecked: true, out ulong amount, out byte? decimals) ?? Transfer(frame, amount, decimals),
            13 => Amount(arguments, isChecked: true, out ulong amount, out byte? decimals) ?? Approve(frame, amount, decimals),
            14 => Amount(arguments, isChecked: true, out ulong amount, out byte? decimals) ?? MintTo(frame, amount, decimals),
            15 => Amount(arguments, isChecked: true, out ulong amount, out byte? decimals) ?? Burn(frame, amount, decimals),
            16 => Owner(arguments, out PublicKey owner) ?? InitializeAccount(frame, owner, hasRentAccount: true),
            17 => SyncNative(frame),
            18 => Owner(arguments, out PublicKey owner) ?? InitializeAccount(frame, owner, hasRentAccount: false),
            19 => InitializeMultisig(frame, arguments, hasRentAccount: false),
            20 => InitializeMint(frame, arguments, hasRentAccount: false),
            21 => TellAccountSize(frame),
            22 => InitializeImmutableOwner(frame),
            _ => TokenError.InvalidInstruction,
        };
    }

    private static InstructionFault? Amount(ReadOnlySpan<byte> arguments, bool isChecked, out ulong amount, out byte? decimals)
    {
        amount = 0;
        decimals = null;
        if (arguments.Length < sizeof(ulong) + (isChecked ? 1 : 0))
            return TokenError.InvalidInstruction;
        amount = BinaryPrimitives.ReadUInt64LittleEndian(arguments);
        if (isChecked)
            decimals = arguments[sizeof(ulong)];
        return null;
    }

    private static InstructionFault? Owner(ReadOnlySpan<byte> arguments, out PublicKey owner)
    {
        owner = default;
        if (arguments.Length < PublicKey.Size)
            return TokenError.InvalidInstruction;
        owner = new PublicKey(arguments[..PublicKey.Size]);
        return null;
    }

    /// <summary>An optional key among arguments: one byte for whether there is one.</summary>
    private static InstructionFault? OptionalKey(ReadOnlySpan<byte> arguments, out PublicKey? key)
    {
        key = null;
        switch (arguments)
        {
            case [0, ..]:
                return null;
            case [1, .. var rest] when rest.Length >= PublicKey.Size:
                key = new PublicKey(rest[..PublicKey.Size]);
                return null;
            default:
                return TokenError.InvalidInstruction;
        }
    }

    private static InstructionFault? Holding(InstructionFrame frame, int account, out TokenHolding holding) =>
        TokenHolding.Read(frame.Account(account).Data, out holding);

    private static InstructionFault? Mint(InstructionFrame frame, int account, out MintState mint) =>
        MintState.Read(frame.Account(account).Data, out mint);

    private static InstructionFault? Save(InstructionFrame frame, int account, in TokenHolding holding) =>
        frame.WriteData(account, 0, holding.Encode(frame.Account(account).Data));

    private static InstructionFault? Save(InstructionFrame frame, int account, in MintState mint) =>
        frame.WriteData(account, 0, mint.Encode(frame.Account(account).Data));

    /// <summary>The mint that checked instructions name: the account's, with the decimals that the caller believes in.</summary>
    private static InstructionFault? CheckDecimals(InstructionFrame frame, int account, in TokenHolding holding, byte decimals)
    {
        if (frame.Key(account) != holding.Mint)
            return TokenError.MintMismatch;
        if (Mint(frame, account, out MintState mint) is { } fault)
            return fault;
        return mint.Decimals == decimals ? null : TokenError.MintDecimalsMismatch;
    }

    private InstructionFault? CheckProgram(InstructionFrame frame, int account) =>
        frame.Account(account).Owner == Id ? null : InstructionErrorKind.IncorrectProgramId;

    /// <summary>An account is who it should be and signs: itself, or enough of its members where it is a multisig.</summary>
    private InstructionFault? CheckAuthority(InstructionFrame frame, PublicKey expected, int authority)
    {
        if (frame.Key(authority) != expected)
            return TokenError.OwnerMismatch;
        LedgerAccount account = frame.Account(authority);
        if (account.Owner != Id || account.Data.Length != TokenMultisig.Size)
            return frame.IsSigner(authority) ? null : InstructionErrorKind.MissingRequiredSignature;

        if (!TokenMultisig.TryRead(account.Data, out TokenMultisig? multisig))
            return InstructionErrorKind.UninitializedAccount;
        Span<bool> matched = stackalloc bool[TokenMultisig.MaximumSigners];
        int signers = 0;
        for (int i = authority + 1; i < frame.AccountCount; i++)
        {
            for (int member = 0; member < multisig!.Signers.Length; member++)
            {
                if (matched[member] || multisig.Signers[member] != frame.Key(i))
                    continue;
                if (!frame.IsSigner(i))
                    return InstructionErrorKind.MissingRequiredSignature;
                matched[member] = true;
                signers++;
            }
        }

        return signers < multisig!.Required ? InstructionErrorKind.MissingRequiredSignature : null;
    }
}
