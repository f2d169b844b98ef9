using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Ledger.Programs;

/// <content>Tokens that move, come to be, and cease to be.</content>
internal sealed partial class TokenProcessor
{
    private InstructionFault? Transfer(InstructionFrame frame, ulong amount, byte? decimals)
    {
        const int Source = 0;
        const int MintAccount = 1;
        int target = decimals is null ? 1 : 2, authority = target + 1;
        if (frame.AccountCount <= authority)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (Holding(frame, Source, out TokenHolding source) is { } fault)
            return fault;
        if (Holding(frame, target, out TokenHolding received) is { } other)
            return other;
        if (source.IsFrozen || received.IsFrozen)
            return TokenError.AccountFrozen;
        if (source.Amount < amount)
            return TokenError.InsufficientFunds;
        if (source.Mint != received.Mint)
            return TokenError.MintMismatch;
        if (decimals is { } expected && CheckDecimals(frame, MintAccount, in source, expected) is { } mismatch)
            return mismatch;

        bool isToItself = frame.Key(Source) == frame.Key(target);
        if (Spend(frame, ref source, amount, authority, keepsAllowance: isToItself) is { } refusal)
            return refusal;
        if ((isToItself || amount == 0) && (CheckProgram(frame, Source) ?? CheckProgram(frame, target)) is { } foreign)
            return foreign;
        if (isToItself)
            return null;
        if (amount > ulong.MaxValue - received.Amount)
            return TokenError.Overflow;

        source.Amount -= amount;
        received.Amount += amount;
        return (source.IsNative ? MoveLamports(frame, Source, target, amount) : null)
            ?? Save(frame, Source, in source)
            ?? Save(frame, target, in received);
    }

    private InstructionFault? Approve(InstructionFrame frame, ulong amount, byte? decimals)
    {
        const int Source = 0;
        const int MintAccount = 1;
        int allowed = decimals is null ? 1 : 2, owner = allowed + 1;
        if (frame.AccountCount <= owner)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (Holding(frame, Source, out TokenHolding holding) is { } fault)
            return fault;
        if (holding.IsFrozen)
            return TokenError.AccountFrozen;
        if (decimals is { } expected && CheckDecimals(frame, MintAccount, in holding, expected) is { } mismatch)
            return mismatch;
        if (CheckAuthority(frame, holding.Owner, owner) is { } refusal)
            return refusal;
        holding.Delegate = frame.Key(allowed);
        holding.DelegatedAmount = amount;
        return Save(frame, Source, in holding);
    }

    private InstructionFault? Revoke(InstructionFrame frame)
    {
        if (frame.AccountCount < 1)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (Holding(frame, 0, out TokenHolding holding) is { } fault)
            return fault;
        if (frame.AccountCount < 2)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (holding.IsFrozen)
            return TokenError.AccountFrozen;

        // Who acts for the owner may also stop to.
        PublicKey authority = holding.Delegate is { } allowed && frame.Key(1) == allowed ? allowed : holding.Owner;
        if (CheckAuthority(frame, authority, 1) is { } refusal)
            return refusal;
        holding.Delegate = null;
        holding.DelegatedAmount = 0;
        return Save(frame, 0, in holding);
    }

    private InstructionFault? MintTo(InstructionFrame frame, ulong amount, byte? decimals)
    {
        const int MintAccount = 0;
        const int Target = 1;
        const int Authority = 2;
        if (frame.AccountCount < 3)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (Holding(frame, Target, out TokenHolding received) is { } fault)
            return fault;
        if (received.IsFrozen)
            return TokenError.AccountFrozen;
        if (received.IsNative)
            return TokenError.NativeNotSupported;
        if (frame.Key(MintAccount) != received.Mint)
            return TokenError.MintMismatch;
        if (Mint(frame, MintAccount, out MintState mint) is { } other)
            return other;
        if (decimals is { } expected && mint.Decimals != expected)
            return TokenError.MintDecimalsMismatch;
        if (mint.MintAuthority is not { } minter)
            return TokenError.FixedSupply;
        if (CheckAuthority(frame, minter, Authority) is { } refusal)
            return refusal;
        if (amount == 0 && (CheckProgram(frame, MintAccount) ?? CheckProgram(frame, Target)) is { } foreign)
            return foreign;
        if (amount > ulong.MaxValue - received.Amount || amount > ulong.MaxValue - mint.Supply)
            return TokenError.Overflow;
        received.Amount += amount;
        mint.Supply += amount;
        return Save(frame, Target, in received) ?? Save(frame, MintAccount, in mint);
    }

    private InstructionFault? Burn(InstructionFrame frame, ulong amount, byte? decimals)
    {
        const int Source = 0;
        const int MintAccount = 1;
        const int Authority = 2;
        if (frame.AccountCount < 3)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (Holding(frame, Source, out TokenHolding holding) is { } fault)
            return fault;
        if (Mint(frame, MintAccount, out MintState mint) is { } other)
            return other;
        if (holding.IsFrozen)
            return TokenError.AccountFrozen;
        if (holding.IsNative)
            return TokenError.NativeNotSupported;
        if (holding.Amount < amount)
            return TokenError.InsufficientFunds;
        if (frame.Key(MintAccount) != holding.Mint)
            return TokenError.MintMismatch;
        if (decimals is { } expected && mint.Decimals != expected)
            return TokenError.MintDecimalsMismatch;
        if (!IsNobodys(holding.Owner) && Spend(frame, ref holding, amount, Authority, keepsAllowance: false) is { } refusal)
            return refusal;
        if (amount == 0 && (CheckProgram(frame, Source) ?? CheckProgram(frame, MintAccount)) is { } foreign)
            return foreign;
        if (amount > mint.Supply)
            return TokenError.Overflow;
        holding.Amount -= amount;
        mint.Supply -= amount;
        return Save(frame, Source, in holding) ?? Save(frame, MintAccount, in mint);
    }

    /// <summary>Whether an authority may take so much: the owner, or the delegate within the allowance, which shrinks.</summary>
    private InstructionFault? Spend(InstructionFrame frame, ref TokenHolding holding, ulong amount, int authority, bool keepsAllowance)
    {
        if (holding.Delegate is not { } allowed || frame.Key(authority) != allowed)
            return CheckAuthority(frame, holding.Owner, authority);
        if (CheckAuthority(frame, allowed, authority) is { } refusal)
            return refusal;
        if (holding.DelegatedAmount < amount)
            return TokenError.InsufficientFunds;
        if (keepsAllowance)
            return null;
        holding.DelegatedAmount -= amount;
        if (holding.DelegatedAmount == 0)
            holding.Delegate = null;
        return null;
    }

    private static InstructionFault? MoveLamports(InstructionFrame frame, int from, int to, ulong amount)
    {
        if (frame.Account(from).Lamports < amount || amount > ulong.MaxValue - frame.Account(to).Lamports)
            return TokenError.Overflow;
        return frame.SetLamports(from, frame.Account(from).Lamports - amount)
            ?? frame.SetLamports(to, frame.Account(to).Lamports + amount);
    }
}
