using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;

namespace Piwa.Chain.Ledger.Programs;

/// <summary>Takes the accounts of a Bubblegum instruction as Anchor does: each by its type, in order, and then each by its
/// constraints, in the same order.</summary>
/// <remarks>The tree's configuration is the first account of every instruction; that it belongs to the tree is for the caller to
/// check, before <see cref="Violation"/>.</remarks>
internal ref struct AccountTaker(InstructionFrame frame)
{
    /// <summary>How many accounts were taken: the number of the first that the instruction does not name.</summary>
    public int Count { get; private set; }

    /// <summary>Why an account cannot be what the instruction says; numbers that were taken mean nothing then.</summary>
    public InstructionFault? Fault { get; private set; }

    /// <summary>The first constraint that is broken.</summary>
    public InstructionFault? Violation { get; private set; }

    /// <summary>Any account.</summary>
    public int Any(bool isWritable = false)
    {
        int account = Next();
        if (isWritable)
            Require(Fault is not null || frame.IsWritable(account), AnchorError.ConstraintMut);
        return account;
    }

    public int Signer(bool isWritable = false)
    {
        int account = Any(isWritable);
        if (Fault is null && !frame.IsSigner(account))
            Fault = AnchorError.AccountNotSigner;
        return account;
    }

    public int Program(PublicKey program)
    {
        int account = Any();
        if (Fault is null && frame.Key(account) != program)
            Fault = AnchorError.InvalidProgramId;
        return account;
    }

    /// <summary>Any account, or null where the program's own id stands in its place.</summary>
    public int? Optional() => IsAbsent() ? null : Any();

    public int? OptionalSigner() => IsAbsent() ? null : Signer();

    /// <summary>A Core collection that the instruction changes, or null.</summary>
    public int? OptionalCollection()
    {
        if (IsAbsent())
            return null;
        int account = Any(isWritable: true);
        Require(Fault is not null || frame.Account(account).Owner == ProgramIds.MplCore, AnchorError.ConstraintOwner);
        return account;
    }

    /// <summary>An account of Token Metadata, or null.</summary>
    public int? OptionalTokenMetadata()
    {
        if (IsAbsent())
            return null;
        int account = Any();
        Fault ??= CheckOwner(frame.Account(account), ProgramIds.TokenMetadata);
        return account;
    }

    /// <summary>The address with which Bubblegum signs calls of Metaplex Core.</summary>
    public int CoreSigner()
    {
        int account = Any();
        Require(Fault is not null || frame.Key(account) == ProgramAddress.CoreSigner, AnchorError.ConstraintSeeds);
        return account;
    }

    /// <summary>The same, or null.</summary>
    public int? OptionalCoreSigner() => IsAbsent() ? null : CoreSigner();

    /// <summary>The account with a tree's configuration.</summary>
    public TreeConfig Config(out int account)
    {
        TreeConfig config = default;
        account = Any();
        if (Fault is null)
            Fault = ReadConfig(frame.Account(account), out config);
        return config;
    }

    public void Require(bool holds, InstructionFault violation)
    {
        if (!holds)
            Violation ??= violation;
    }

    private static InstructionFault? CheckOwner(LedgerAccount account, PublicKey owner)
    {
        if (account.Owner == ProgramIds.System && account.Lamports == 0)
            return AnchorError.AccountNotInitialized;
        return account.Owner == owner ? null : AnchorError.AccountOwnedByWrongProgram;
    }

    private static InstructionFault? ReadConfig(LedgerAccount account, out TreeConfig config)
    {
        config = default;
        if (CheckOwner(account, ProgramIds.Bubblegum) is { } fault)
            return fault;
        if (account.Data.Length < Discriminators.Size)
            return AnchorError.AccountDiscriminatorNotFound;
        if (!account.Data.AsSpan(..Discriminators.Size).SequenceEqual(Discriminators.TreeConfig))
            return AnchorError.AccountDiscriminatorMismatch;
        try
        {
            config = TreeConfig.Parse(account.Data);
            return null;
        }
        catch (WireFormatException)
        {
            return AnchorError.AccountDidNotDeserialize;
        }
    }

    private int Next()
    {
        if (Count >= frame.AccountCount)
            Fault ??= AnchorError.AccountNotEnoughKeys;
        return Count++;
    }

    private bool IsAbsent()
    {
        if (Count >= frame.AccountCount || frame.Key(Count) != ProgramIds.Bubblegum)
            return false;
        Count++;
        return true;
    }
}
