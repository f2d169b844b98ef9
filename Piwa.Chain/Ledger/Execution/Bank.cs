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
    private readonly TransactionContext _context;

    /// <summary>Starts with the programs and one account that owns all lamports.</summary>
    public Bank(PublicKey faucet, ulong lamports)
    {
        _programs = ProgramTable.Create();
        _context = new TransactionContext(_programs, _undo);

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
        _context = new TransactionContext(_programs, _undo);
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
    /// <param name="result">Receives what it came to, in the place of what it held.</param>
    public void Execute(Transaction transaction, ulong slot, Hash256 blockhash, bool keepFailure, TransactionResult result) =>
        Run(transaction, slot, blockhash, keepFailure, result, inspect: null);

    /// <summary>Runs a transaction and takes everything back.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="slot">The slot it runs in.</param>
    /// <param name="blockhash">That slot's blockhash.</param>
    /// <param name="result">Receives what it came to, in the place of what it held.</param>
    /// <param name="inspect">Sees the transaction's accounts as they would be, if it succeeds.</param>
    public void Simulate(
        Transaction transaction, ulong slot, Hash256 blockhash, TransactionResult result, Action<IReadOnlyList<LedgerAccount>> inspect) =>
        Run(transaction, slot, blockhash, keepFailure: false, result, inspect);

    private void Run(
        Transaction transaction,
        ulong slot,
        Hash256 blockhash,
        bool keepFailure,
        TransactionResult result,
        Action<IReadOnlyList<LedgerAccount>>? inspect)
    {
        Message message = transaction.Message;
        result.Clear();
        _context.Begin(message, slot, blockhash, result);
        if (CheckAndPrice(message, slot, out ulong fee, out ulong price, out int changeable) is { } refusal)
        {
            result.Reject(refusal);
            return;
        }

        _context.LetChange(changeable);
        LedgerAccount payer = _context.Account(0);
        LedgerAccount? nonce = NonceOf(message);
        result.Begin(_context.Accounts, message.AccountKeySpan.Length);
        _undo.BeforeChange(payer);
        payer.Lamports -= fee;
        UndoLog.Mark afterFee = _undo.Here();
        TransactionError? error = _context.Run() ?? CheckRent(afterFee.HeadCount);
        bool isKept = inspect is null && (error is null || keepFailure);
        if (error is null)
            inspect?.Invoke(_context.Accounts);
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
        NoteWritable(message, changeable, result);
        result.End(isKept, error, fee, price, _context.Accounts);
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

    private void NoteWritable(Message message, int changeable, TransactionResult result)
    {
        int named = message.AccountKeySpan.Length;
        for (int i = 0; i < named + changeable; i++)
        {
            if (i >= named || message.IsWritable(i))
                result.AddWritable(_context.Account(i).Key);
        }
    }

    /// <summary>Checks a transaction before it runs, and finds its accounts.</summary>
    /// <param name="message">What it does.</param>
    /// <param name="slot">The slot it runs in.</param>
    /// <param name="fee">What it costs.</param>
    /// <param name="price">Of that, millionths of a lamport for a compute unit.</param>
    /// <param name="changeable">How many accounts of lookup tables may be changed; they come first.</param>
    private TransactionError? CheckAndPrice(Message message, ulong slot, out ulong fee, out ulong price, out int changeable)
    {
        fee = 0;
        price = 0;
        changeable = 0;
        ReadOnlySpan<PublicKey> keys = message.AccountKeySpan;
        if (message.AddressTableLookups.Count != 0)
        {
            if (LookUp(message, slot, out List<PublicKey> found, out changeable) is { } missing)
                return missing;
            keys = (PublicKey[])[.. keys, .. found];
        }

        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[..i].Contains(keys[i]))
                return new TransactionError(TransactionErrorKind.AccountLoadedTwice);
            _context.AddAccount(Find(keys[i]) ?? new LedgerAccount(keys[i]));
        }

        return TransactionFee.TryCompute(message, out fee, out price) ?? CheckPayer(_context.Account(0), fee) ?? CheckPrograms(message);
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

    private TransactionError? CheckPrograms(Message message)
    {
        foreach (CompiledInstruction instruction in message.InstructionSpan)
        {
            LedgerAccount program = _context.Account(instruction.ProgramIndex);
            if (!program.IsStored)
                return new TransactionError(TransactionErrorKind.ProgramAccountNotFound);
            if (!program.IsExecutable)
                return new TransactionError(TransactionErrorKind.InvalidProgramForExecution);
        }

        return null;
    }

    /// <summary>Every account that changed holds its rent or nothing.</summary>
    private TransactionError? CheckRent(int firstChange)
    {
        for (int i = firstChange; i < _undo.HeadCount; i++)
        {
            LedgerAccount account = _undo.AccountAt(i);
            if (!HasRent(account.Lamports, account.Data.Length))
            {
                int index = 0;
                while (_context.Account(index) != account)
                    index++;
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
