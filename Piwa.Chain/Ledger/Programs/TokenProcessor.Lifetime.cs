using System.Buffers.Binary;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Ledger.Programs;

/// <content>Mints and accounts that begin, change hands, freeze and end.</content>
internal sealed partial class TokenProcessor
{
    private static InstructionFault? InitializeMint(InstructionFrame frame, ReadOnlySpan<byte> arguments, bool hasRentAccount)
    {
        if (arguments.Length < 1 + PublicKey.Size)
            return TokenError.InvalidInstruction;
        if (OptionalKey(arguments[(1 + PublicKey.Size)..], out PublicKey? freezeAuthority) is { } bad)
            return bad;
        if (frame.AccountCount < (hasRentAccount ? 2 : 1))
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (hasRentAccount && frame.Key(1) != ProgramIds.RentSysvar)
            return InstructionErrorKind.InvalidArgument;
        if (MintState.ReadAny(frame.Account(0).Data, out MintState mint) is { } fault)
            return fault;
        if (mint.IsInitialized)
            return TokenError.AlreadyInUse;
        if (!HasRent(frame, 0))
            return TokenError.NotRentExempt;

        mint.MintAuthority = new PublicKey(arguments.Slice(1, PublicKey.Size));
        mint.Decimals = arguments[0];
        mint.IsInitialized = true;
        mint.FreezeAuthority = freezeAuthority;
        return Save(frame, 0, in mint);
    }

    private InstructionFault? InitializeAccount(InstructionFrame frame, PublicKey? owner, bool hasRentAccount)
    {
        const int Account = 0;
        const int MintAccount = 1;
        const int OwnerAccount = 2;
        int rentAccount = owner is null ? OwnerAccount + 1 : OwnerAccount;
        if (frame.AccountCount < rentAccount + (hasRentAccount ? 1 : 0))
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (hasRentAccount && frame.Key(rentAccount) != ProgramIds.RentSysvar)
            return InstructionErrorKind.InvalidArgument;
        if (TokenHolding.ReadAny(frame.Account(Account).Data, out TokenHolding holding) is { } fault)
            return fault;
        if (holding.State != TokenHoldingState.Uninitialized)
            return TokenError.AlreadyInUse;
        if (!HasRent(frame, Account))
            return TokenError.NotRentExempt;

        holding.Mint = frame.Key(MintAccount);
        holding.Owner = owner ?? frame.Key(OwnerAccount);
        holding.State = TokenHoldingState.Initialized;
        if (holding.Mint == NativeMint)
        {
            holding.NativeReserve = Rent.MinimumBalance(TokenHolding.Size);
            holding.Amount = frame.Account(Account).Lamports - holding.NativeReserve.Value;
        }
        else
        {
            if (CheckProgram(frame, MintAccount) is { } foreign)
                return foreign;
            if (Mint(frame, MintAccount, out _) is not null)
                return TokenError.InvalidMint;
        }

        return Save(frame, Account, in holding);
    }

    private static InstructionFault? InitializeMultisig(InstructionFrame frame, ReadOnlySpan<byte> arguments, bool hasRentAccount)
    {
        if (arguments.IsEmpty)
            return TokenError.InvalidInstruction;
        int first = hasRentAccount ? 2 : 1;
        if (frame.AccountCount < first)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (hasRentAccount && frame.Key(1) != ProgramIds.RentSysvar)
            return InstructionErrorKind.InvalidArgument;
        ReadOnlySpan<byte> data = frame.Account(0).Data;
        if (data.Length != TokenMultisig.Size)
            return InstructionErrorKind.InvalidAccountData;
        if (TokenMultisig.IsInitialized(data))
            return TokenError.AlreadyInUse;
        if (!HasRent(frame, 0))
            return TokenError.NotRentExempt;

        int count = frame.AccountCount - first;
        if (count is < 1 or > TokenMultisig.MaximumSigners)
            return TokenError.InvalidNumberOfProvidedSigners;
        if (arguments[0] is < 1 or > TokenMultisig.MaximumSigners)
            return TokenError.InvalidNumberOfRequiredSigners;
        PublicKey[] signers = new PublicKey[count];
        for (int i = 0; i < count; i++)
            signers[i] = frame.Key(first + i);
        return frame.WriteData(0, 0, new TokenMultisig(arguments[0], signers).Encode());
    }

    private static InstructionFault? InitializeImmutableOwner(InstructionFrame frame)
    {
        if (frame.AccountCount < 1)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (TokenHolding.ReadAny(frame.Account(0).Data, out TokenHolding holding) is { } fault)
            return fault;
        return holding.State == TokenHoldingState.Uninitialized ? null : TokenError.AlreadyInUse;
    }

    /// <summary>Tells the size of an account for a mint's tokens.</summary>
    private InstructionFault? TellAccountSize(InstructionFrame frame)
    {
        if (frame.AccountCount < 1)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (CheckProgram(frame, 0) is { } foreign)
            return foreign;
        if (Mint(frame, 0, out _) is not null)
            return TokenError.InvalidMint;
        Span<byte> size = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(size, TokenHolding.Size);
        frame.Transaction.Return(Id, size);
        return null;
    }

    private InstructionFault? SetAuthority(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (arguments.IsEmpty || arguments[0] > (byte)TokenAuthority.CloseAccount)
            return TokenError.InvalidInstruction;
        if (OptionalKey(arguments[1..], out PublicKey? successor) is { } bad)
            return bad;
        if (frame.AccountCount < 2)
            return InstructionErrorKind.NotEnoughAccountKeys;
        var kind = (TokenAuthority)arguments[0];
        return frame.Account(0).Data.Length switch
        {
            TokenHolding.Size => SetHoldingAuthority(frame, kind, successor),
            MintState.Size => SetMintAuthority(frame, kind, successor),
            _ => InstructionErrorKind.InvalidArgument,
        };
    }

    private InstructionFault? SetHoldingAuthority(InstructionFrame frame, TokenAuthority kind, PublicKey? successor)
    {
        if (Holding(frame, 0, out TokenHolding holding) is { } fault)
            return fault;
        if (holding.IsFrozen)
            return TokenError.AccountFrozen;
        switch (kind)
        {
            case TokenAuthority.AccountOwner:
                if (CheckAuthority(frame, holding.Owner, 1) is { } refusal)
                    return refusal;
                if (successor is not { } owner)
                    return TokenError.InvalidInstruction;
                holding.Owner = owner;
                holding.Delegate = null;
                holding.DelegatedAmount = 0;
                if (holding.IsNative)
                    holding.CloseAuthority = null;
                break;
            case TokenAuthority.CloseAccount:
                if (CheckAuthority(frame, holding.CloseAuthority ?? holding.Owner, 1) is { } denial)
                    return denial;
                holding.CloseAuthority = successor;
                break;
            default:
                return TokenError.AuthorityTypeNotSupported;
        }

        return Save(frame, 0, in holding);
    }

    private InstructionFault? SetMintAuthority(InstructionFrame frame, TokenAuthority kind, PublicKey? successor)
    {
        if (Mint(frame, 0, out MintState mint) is { } fault)
            return fault;
        switch (kind)
        {
            case TokenAuthority.MintTokens:
                if (mint.MintAuthority is not { } minter)
                    return TokenError.FixedSupply;
                if (CheckAuthority(frame, minter, 1) is { } refusal)
                    return refusal;
                mint.MintAuthority = successor;
                break;
            case TokenAuthority.FreezeAccount:
                if (mint.FreezeAuthority is not { } freezer)
                    return TokenError.MintCannotFreeze;
                if (CheckAuthority(frame, freezer, 1) is { } denial)
                    return denial;
                mint.FreezeAuthority = successor;
                break;
            default:
                return TokenError.AuthorityTypeNotSupported;
        }

        return Save(frame, 0, in mint);
    }

    private InstructionFault? SetFrozen(InstructionFrame frame, bool isFrozen)
    {
        const int Account = 0;
        const int MintAccount = 1;
        const int Authority = 2;
        if (frame.AccountCount < 3)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (Holding(frame, Account, out TokenHolding holding) is { } fault)
            return fault;
        if (holding.IsFrozen == isFrozen)
            return TokenError.InvalidState;
        if (holding.IsNative)
            return TokenError.NativeNotSupported;
        if (frame.Key(MintAccount) != holding.Mint)
            return TokenError.MintMismatch;
        if (Mint(frame, MintAccount, out MintState mint) is { } other)
            return other;
        if (mint.FreezeAuthority is not { } freezer)
            return TokenError.MintCannotFreeze;
        if (CheckAuthority(frame, freezer, Authority) is { } refusal)
            return refusal;
        holding.State = isFrozen ? TokenHoldingState.Frozen : TokenHoldingState.Initialized;
        return Save(frame, Account, in holding);
    }

    private InstructionFault? CloseAccount(InstructionFrame frame)
    {
        const int Account = 0;
        const int Recipient = 1;
        const int Authority = 2;
        if (frame.AccountCount < 3)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (frame.Key(Account) == frame.Key(Recipient))
            return InstructionErrorKind.InvalidAccountData;
        if (Holding(frame, Account, out TokenHolding holding) is { } fault)
            return fault;
        if (!holding.IsNative && holding.Amount != 0)
            return TokenError.NonNativeHasBalance;
        if (!IsNobodys(holding.Owner))
        {
            if (CheckAuthority(frame, holding.CloseAuthority ?? holding.Owner, Authority) is { } refusal)
                return refusal;
        }
        else if (frame.Key(Recipient) != Incinerator)
        {
            return InstructionErrorKind.InvalidAccountData;
        }

        ulong lamports = frame.Account(Account).Lamports;
        if (lamports > ulong.MaxValue - frame.Account(Recipient).Lamports)
            return TokenError.Overflow;
        return frame.SetLamports(Recipient, frame.Account(Recipient).Lamports + lamports)
            ?? frame.SetLamports(Account, 0)
            ?? frame.SetData(Account, [])
            ?? frame.SetOwner(Account, ProgramIds.System);
    }

    private InstructionFault? SyncNative(InstructionFrame frame)
    {
        if (frame.AccountCount < 1)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (CheckProgram(frame, 0) is { } foreign)
            return foreign;
        if (Holding(frame, 0, out TokenHolding holding) is { } fault)
            return fault;
        if (holding.NativeReserve is not { } reserve)
            return TokenError.NonNativeNotSupported;
        ulong lamports = frame.Account(0).Lamports;
        if (lamports < reserve)
            return TokenError.Overflow;
        if (lamports - reserve < holding.Amount)
            return TokenError.InvalidState;
        holding.Amount = lamports - reserve;
        return Save(frame, 0, in holding);
    }

    private static bool HasRent(InstructionFrame frame, int account) =>
        frame.Account(account).Lamports >= Rent.MinimumBalance(frame.Account(account).Data.Length);

    private static bool IsNobodys(PublicKey owner) => owner == ProgramIds.System || owner == Incinerator;

    /// <summary>What an authority may do, in the token program's numbers.</summary>
    private enum TokenAuthority : byte
    {
        MintTokens = 0,
        FreezeAccount = 1,
        AccountOwner = 2,
        CloseAccount = 3,
    }
}
