using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>A running instruction: its accounts with its rights to them, and its data. Every change goes through here and is
/// checked.</summary>
/// <remarks>It serves one instruction after the other, of those that run at its height.</remarks>
internal sealed class InstructionFrame(TransactionContext transaction, int stackHeight)
{
    /// <summary>The largest account (solana_system_interface::MAX_PERMITTED_DATA_LENGTH).</summary>
    public const int MaximumAccountBytes = 10 * 1024 * 1024;

    private InstructionAccount[] _accounts = [];
    private ReadOnlyMemory<byte> _data;

    public TransactionContext Transaction { get; } = transaction;

    public PublicKey ProgramId { get; private set; }

    public ReadOnlySpan<byte> Data => _data.Span;

    public int StackHeight { get; } = stackHeight;

    public int AccountCount { get; private set; }

    private ReadOnlySpan<InstructionAccount> Accounts => _accounts.AsSpan(0, AccountCount);

    /// <summary>Begins an instruction.</summary>
    /// <param name="programId">The program that it calls.</param>
    /// <param name="accountCount">How many accounts it names.</param>
    /// <param name="data">Its data.</param>
    /// <returns>Receives the accounts.</returns>
    public Span<InstructionAccount> Begin(PublicKey programId, int accountCount, ReadOnlyMemory<byte> data)
    {
        ProgramId = programId;
        _data = data;
        if (_accounts.Length < accountCount)
            _accounts = new InstructionAccount[accountCount];
        AccountCount = accountCount;
        return _accounts.AsSpan(0, accountCount);
    }

    public bool IsSigner(int account) => Accounts[account].IsSigner;

    public bool IsWritable(int account) => Accounts[account].IsWritable;

    public PublicKey Key(int account) => Account(account).Key;

    public LedgerAccount Account(int account) => Transaction.Account(Accounts[account].Index);

    /// <summary>An account to hand to another program.</summary>
    public InstructionAccount Pass(int account, bool isSigner = false, bool isWritable = false) =>
        new(Accounts[account].Index, isSigner, isWritable);

    public void Log(string line) => Transaction.Log(line);

    /// <summary>Adds to or takes from an account's lamports; only the owner may take.</summary>
    public InstructionFault? SetLamports(int account, ulong lamports)
    {
        LedgerAccount changed = Account(account);
        if (changed.Lamports == lamports)
            return null;
        if (lamports < changed.Lamports && changed.Owner != ProgramId)
            return InstructionErrorKind.ExternalAccountLamportSpend;
        if (!IsWritable(account))
            return InstructionErrorKind.ReadonlyLamportChange;
        Transaction.Undo.BeforeChange(changed);
        changed.Lamports = lamports;
        return null;
    }

    /// <summary>Hands an account to another program; only the owner may, and only while the data is all zeros.</summary>
    public InstructionFault? SetOwner(int account, PublicKey owner)
    {
        LedgerAccount changed = Account(account);
        if (changed.Owner == owner)
            return null;
        if (changed.Owner != ProgramId || !IsWritable(account) || changed.Data.AsSpan().ContainsAnyExcept((byte)0))
            return InstructionErrorKind.ModifiedProgramId;
        Transaction.Undo.BeforeChange(changed);
        changed.Owner = owner;
        return null;
    }

    /// <summary>Gives an account other data of any length.</summary>
    public InstructionFault? SetData(int account, byte[] bytes)
    {
        if (CheckDataChange(account) is { } fault)
            return fault;
        LedgerAccount changed = Account(account);
        Transaction.Undo.BeforeChange(changed);
        changed.Data = bytes;
        return null;
    }

    /// <summary>Overwrites part of an account's data. Whoever writes what stands there already changes nothing, and needs no right: the
    /// runtime compares when a program has ended.</summary>
    public InstructionFault? WriteData(int account, int offset, ReadOnlySpan<byte> bytes)
    {
        LedgerAccount changed = Account(account);
        if (changed.Data.AsSpan(offset, bytes.Length).SequenceEqual(bytes))
            return null;
        if (CheckDataChange(account) is { } fault)
            return fault;
        Transaction.Undo.BeforeWrite(changed.Data, offset, bytes.Length);
        bytes.CopyTo(changed.Data.AsSpan(offset));
        return null;
    }

    /// <summary>Whether this instruction may change an account's data; a tree announces each change to <see
    /// cref="TransactionContext.Undo"/> then.</summary>
    public InstructionFault? CheckDataChange(int account)
    {
        if (!IsWritable(account))
            return InstructionErrorKind.ReadonlyDataModified;
        return Account(account).Owner == ProgramId ? null : InstructionErrorKind.ExternalAccountDataModified;
    }

    /// <summary>Opens the tree that an account holds, for changes that can be taken back.</summary>
    public AccountCompressionError? OpenTree(int account, out ConcurrentMerkleTree? tree) =>
        Transaction.OpenTree(Account(account).Data, out tree);

    /// <summary>Calls another program.</summary>
    /// <param name="callee">The program; this instruction must have been given its account.</param>
    /// <param name="passed">The accounts, with no more rights than this instruction has.</param>
    /// <param name="bytes">The data.</param>
    /// <param name="derivedSigner">An address derived from this program that signs the call.</param>
    public InstructionFault? Invoke(
        PublicKey callee, ReadOnlySpan<InstructionAccount> passed, ReadOnlySpan<byte> bytes, PublicKey? derivedSigner = null)
    {
        if (!Has(callee))
            return InstructionErrorKind.MissingAccount;
        foreach (InstructionAccount account in passed)
        {
            (bool isSigner, bool isWritable) = RightsTo(account.Index);
            if (derivedSigner is { } derived)
                isSigner |= Transaction.Account(account.Index).Key == derived;
            if ((account.IsSigner && !isSigner) || (account.IsWritable && !isWritable))
                return InstructionErrorKind.PrivilegeEscalation;
        }

        return Transaction.Invoke(callee, passed, bytes, StackHeight + 1);
    }

    private bool Has(PublicKey program)
    {
        foreach (InstructionAccount account in Accounts)
        {
            if (Transaction.Account(account.Index).Key == program)
                return true;
        }

        return false;
    }

    private (bool IsSigner, bool IsWritable) RightsTo(byte index)
    {
        bool isSigner = false;
        bool isWritable = false;
        foreach (InstructionAccount account in Accounts)
        {
            if (account.Index == index)
            {
                isSigner |= account.IsSigner;
                isWritable |= account.IsWritable;
            }
        }

        return (isSigner, isWritable);
    }
}
