using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>The accounts, and what transactions do to them: all of it or nothing.</summary>
/// <remarks>
/// A transaction takes these steps: it is checked, its fee is taken, its instructions run, and the accounts it leaves are checked for
/// rent. Where a step fails, everything after the fee is taken back; whether the fee is kept is up to the caller. Not safe for
/// several threads.
/// </remarks>
internal sealed class Bank
{
    private readonly Dictionary<PublicKey, LedgerAccount> _accounts = [];
    private readonly ProgramTable _programs;
    private readonly UndoLog _undo = new();

    /// <summary>Starts with the programs and one account that owns all lamports.</summary>
    public Bank(PublicKey faucet, ulong lamports)
    {
        _programs = ProgramTable.Create();

        // No data: the ledger runs no binaries.
        foreach (LedgerProgram program in _programs.All)
        {
            LedgerAccount account = new(program.Id) { Lamports = 1, Owner = program.Loader, IsExecutable = true, IsStored = true };
            _accounts.Add(program.Id, account);
        }

        _accounts.Add(faucet, new LedgerAccount(faucet) { Lamports = lamports, IsStored = true });
    }

    private Bank(Bank other)
    {
        _programs = other._programs;
        FeesCollected = other.FeesCollected;
        foreach (LedgerAccount account in other._accounts.Values)
            _accounts.Add(account.Key, account.Clone());
    }

    /// <summary>Lamports that fees have taken out of circulation.</summary>
    public ulong FeesCollected { get; private set; }

    /// <summary>All lamports of all accounts.</summary>
    public UInt128 TotalLamports => _accounts.Values.Aggregate((UInt128)0, (sum, account) => sum + account.Lamports);

    /// <summary>The same accounts, on their own.</summary>
    public Bank Clone() => new(this);

    public LedgerAccount? Find(PublicKey key) => _accounts.GetValueOrDefault(key);

    public IEnumerable<LedgerAccount> OwnedBy(PublicKey program) => _accounts.Values.Where(account => account.Owner == program);

    /// <summary>Runs a transaction whose signatures and blockhash are in order.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="slot">The slot it runs in.</param>
    /// <param name="blockhash">That slot's blockhash.</param>
    /// <param name="keepFailure">Whether a transaction that fails lands nevertheless, pays, and spends its durable nonce.</param>
    public TransactionResult Execute(Transaction transaction, ulong slot, Hash256 blockhash, bool keepFailure) =>
        Run(transaction, slot, blockhash, keepFailure, inspect: null);

    /// <summary>Runs a transaction and takes everything back.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="slot">The slot it runs in.</param>
    /// <param name="blockhash">That slot's blockhash.</param>
    /// <param name="inspect">Sees the transaction's accounts as they would be, if it succeeds.</param>
    public TransactionResult Simulate(Transaction transaction, ulong slot, Hash256 blockhash, Action<LedgerAccount[]> inspect) =>
        Run(transaction, slot, blockhash, keepFailure: false, inspect);

    private TransactionResult Run(
        Transaction transaction, ulong slot, Hash256 blockhash, bool keepFailure, Action<LedgerAccount[]>? inspect)
    {
        Message message = transaction.Message;
        if (CheckAndPrice(message, slot, out ulong fee, out ulong price, out LedgerAccount[] accounts, out int changeable) is { } refusal)
            return TransactionResult.Rejected(refusal);

        LedgerAccount? nonce = NonceOf(message);
        ulong[] before = Balances(accounts);
        _undo.BeforeChange(accounts[0]);
        accounts[0].Lamports -= fee;
        UndoLog.Mark afterFee = _undo.Here();
        TransactionContext context = new(message, accounts, changeable, slot, blockhash, _programs, _undo);
        TransactionError? error = context.Run() ?? CheckRent(accounts, afterFee.HeadCount);
        bool isKept = inspect is null && (error is null || keepFailure);
        if (error is null)
            inspect?.Invoke(accounts);
        if (error is not null || !isKept)
            _undo.RollBack(isKept ? afterFee : default);
        if (isKept && error is not null && nonce is not null)
            Advance(nonce, blockhash);
        if (isKept)
        {
            FeesCollected += fee;
            Store();
        }

        _undo.Clear();
        return new TransactionResult
        {
            HasLanded = isKept,
            Error = error,
            Fee = fee,
            MicroLamportsPerUnit = price,
            WritableAccounts = Writable(message, accounts, changeable),
            LoadedAddresses = message.AddressTableLookups.Count == 0
                ? []
                : [.. accounts.Skip(message.AccountKeySpan.Length).Select(account => account.Key)],
            PreBalances = before,
            PostBalances = Balances(accounts),
            Logs = context.Logs,
            InnerInstructions = context.InnerInstructions,
            TreeChanges = error is null ? context.TreeChanges : [],
        };
    }

    /// <summary>Whether a message stands on a durable nonce that can be spent now.</summary>
    /// <param name="message">The message.</param>
    /// <param name="blockhash">The blockhash of the slot it is to run in.</param>
    public bool HoldsNonce(Message message, Hash256 blockhash) =>
        NonceOf(message) is not null && message.RecentBlockhash != DurableNonce.ValueOf(blockhash);

    private LedgerAccount? NonceOf(Message message)
    {
        int place = DurableNonce.PlaceOf(message);
        return place >= 0 && Find(message.AccountKeySpan[place]) is { } account && DurableNonce.Holds(message, account) ? account : null;
    }

    private void Advance(LedgerAccount nonce, Hash256 blockhash)
    {
        _undo.BeforeChange(nonce);
        nonce.Data = DurableNonce.Encode(NonceAccount.Parse(nonce.Data).Authority, DurableNonce.ValueOf(blockhash));
    }

    private static ulong[] Balances(LedgerAccount[] accounts)
    {
        ulong[] balances = new ulong[accounts.Length];
        for (int i = 0; i < balances.Length; i++)
            balances[i] = accounts[i].Lamports;
        return balances;
    }

    private static List<PublicKey> Writable(Message message, LedgerAccount[] accounts, int changeable)
    {
        List<PublicKey> writable = new(accounts.Length);
        int named = message.AccountKeySpan.Length;
        for (int i = 0; i < named + changeable; i++)
        {
            if (i >= named || message.IsWritable(i))
                writable.Add(accounts[i].Key);
        }

        return writable;
    }

    /// <summary>Checks a transaction before it runs.</summary>
    /// <param name="message">What it does.</param>
    /// <param name="slot">The slot it runs in.</param>
    /// <param name="fee">What it costs.</param>
    /// <param name="price">Of that, millionths of a lamport for a compute unit.</param>
    /// <param name="accounts">Its accounts: those of the message, then those of lookup tables.</param>
    /// <param name="changeable">How many of the latter may be changed; they come first.</param>
    private TransactionError? CheckAndPrice(
        Message message, ulong slot, out ulong fee, out ulong price, out LedgerAccount[] accounts, out int changeable)
    {
        fee = 0;
        price = 0;
        accounts = [];
        if (LookUp(message, slot, out List<PublicKey> found, out changeable) is { } missing)
            return missing;
        ReadOnlySpan<PublicKey> keys = message.AccountKeySpan;
        if (found.Count != 0)
            keys = (PublicKey[])[.. keys, .. found];
        accounts = new LedgerAccount[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[..i].Contains(keys[i]))
                return new TransactionError(TransactionErrorKind.AccountLoadedTwice);
            accounts[i] = Find(keys[i]) ?? new LedgerAccount(keys[i]);
        }

        return TransactionFee.TryCompute(message, out fee, out price) ?? CheckPayer(accounts[0], fee) ?? CheckPrograms(message, accounts);
    }

    /// <summary>Finds the accounts that a message takes from lookup tables.</summary>
    private TransactionError? LookUp(Message message, ulong slot, out List<PublicKey> found, out int changeable)
    {
        found = [];
        changeable = 0;
        foreach (AddressTableLookup lookup in message.AddressTableLookups)
        {
            if (Find(lookup.TableKey) is not { } account)
                return new TransactionError(TransactionErrorKind.AddressLookupTableNotFound);
            if (account.Owner != ProgramIds.AddressLookupTable)
                return new TransactionError(TransactionErrorKind.InvalidAddressLookupTableOwner);
            if (!LookupTableState.TryRead(account.Data, out LookupTableState table))
                return new TransactionError(TransactionErrorKind.InvalidAddressLookupTableData);
            if (!table.IsActive(slot))
                return new TransactionError(TransactionErrorKind.AddressLookupTableNotFound);

            int active = table.ActiveAddresses(LookupTableState.CountAddresses(account.Data), slot);
            foreach (byte index in lookup.WritableIndexes.Span)
            {
                if (index >= active)
                    return new TransactionError(TransactionErrorKind.InvalidAddressLookupTableIndex);
                found.Insert(changeable++, LookupTableState.AddressAt(account.Data, index));
            }

            foreach (byte index in lookup.ReadOnlyIndexes.Span)
            {
                if (index >= active)
                    return new TransactionError(TransactionErrorKind.InvalidAddressLookupTableIndex);
                found.Add(LookupTableState.AddressAt(account.Data, index));
            }
        }

        return null;
    }

    private static TransactionError? CheckPayer(LedgerAccount payer, ulong fee)
    {
        if (!payer.IsStored)
            return new TransactionError(TransactionErrorKind.AccountNotFound);
        if (payer.Owner != ProgramIds.System || payer.Data.Length != 0 || payer.IsExecutable)
            return new TransactionError(TransactionErrorKind.InvalidAccountForFee);
        if (payer.Lamports < fee)
            return new TransactionError(TransactionErrorKind.InsufficientFundsForFee);
        return HasRent(payer.Lamports - fee, dataBytes: 0)
            ? null
            : new TransactionError(TransactionErrorKind.InsufficientFundsForRent) { AccountIndex = 0 };
    }

    private static TransactionError? CheckPrograms(Message message, LedgerAccount[] accounts)
    {
        foreach (CompiledInstruction instruction in message.InstructionSpan)
        {
            LedgerAccount program = accounts[instruction.ProgramIndex];
            if (!program.IsStored)
                return new TransactionError(TransactionErrorKind.ProgramAccountNotFound);
            if (!program.IsExecutable)
                return new TransactionError(TransactionErrorKind.InvalidProgramForExecution);
        }

        return null;
    }

    /// <summary>Every account that changed holds its rent or nothing.</summary>
    private TransactionError? CheckRent(LedgerAccount[] accounts, int firstChange)
    {
        for (int i = firstChange; i < _undo.HeadCount; i++)
        {
            LedgerAccount account = _undo.AccountAt(i);
            if (!HasRent(account.Lamports, account.Data.Length))
            {
                int index = Array.IndexOf(accounts, account);
                return new TransactionError(TransactionErrorKind.InsufficientFundsForRent) { AccountIndex = index };
            }
        }

        return null;
    }

    private static bool HasRent(ulong lamports, int dataBytes) => lamports == 0 || lamports >= Rent.MinimumBalance(dataBytes);

    /// <summary>Accounts with lamports exist and others do not.</summary>
    private void Store()
    {
        for (int i = 0; i < _undo.HeadCount; i++)
        {
            LedgerAccount account = _undo.AccountAt(i);
            bool exists = account.Lamports > 0;
            if (exists == account.IsStored)
                continue;
            account.IsStored = exists;
            if (exists)
                _accounts.Add(account.Key, account);
            else
                _accounts.Remove(account.Key);
        }
    }
}
