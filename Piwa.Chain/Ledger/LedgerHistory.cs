using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Assets;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger;

/// <summary>The transactions that landed, numbered in order, by their ids and accounts, and the leaves that they put into trees.</summary>
/// <remarks>Logs and inner instructions are kept of the latest transactions only; all else is kept of all. Not safe for several
/// threads.</remarks>
/// <param name="retainedTransactions">How many of the latest keep their logs and inner instructions.</param>
/// <param name="assets">The index of assets; null if there is none.</param>
/// <param name="isReversible">Whether transactions can be undone until they are settled.</param>
internal sealed class LedgerHistory(int retainedTransactions, AssetIndex? assets, bool isReversible)
{
    private readonly List<LedgerEntry> _entries = [];
    private readonly Dictionary<UInt128, int> _numbers = [];
    private readonly Dictionary<PublicKey, List<int>> _byAccount = [];
    private readonly Dictionary<int, TransactionError> _errors = [];
    private readonly Dictionary<int, IReadOnlyList<PublicKey>> _loaded = [];
    private readonly (int Number, TransactionResult? Result)[] _retained = new (int, TransactionResult?)[retainedTransactions];
    private readonly Dictionary<PublicKey, LeafLog> _leaves = [];
    private readonly List<LeafUndo> _undo = [];
    private TransactionResult _spare = new();

    public int Count => _entries.Count;

    public AssetIndex? Assets => assets;

    /// <summary>Memory for the result of the next transaction.</summary>
    public TransactionResult Spare => _spare;

    /// <summary>Takes in a transaction that has landed.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="entry">Where it stands.</param>
    /// <param name="result">What it came to: <see cref="Spare"/>, which is another one from then on.</param>
    public void Add(Transaction transaction, LedgerEntry entry, TransactionResult result)
    {
        int number = _entries.Count;
        _entries.Add(entry);
        _numbers.Add(transaction.Id.Prefix, number);
        foreach (PublicKey account in transaction.Message.AccountKeySpan)
            Name(account, number);
        for (int i = 0; i < result.LoadedAddresses.Count; i++)
            Name(result.LoadedAddresses[i], number);
        if (result.LoadedAddresses.Count != 0)
            _loaded.Add(number, [.. result.LoadedAddresses]);
        if (result.Error is not null)
            _errors.Add(number, result.Error);
        for (int i = 0; i < result.TreeChanges.Count; i++)
            Apply(result.TreeChanges[i], number);
        assets?.Add(transaction, number, result);

        // What is no longer retained makes room for the next.
        ref (int Number, TransactionResult? Result) place = ref _retained[number % _retained.Length];
        _spare = place.Result ?? new TransactionResult();
        place = (number, result);
    }

    public bool TryFind(Signature signature, out int number) => _numbers.TryGetValue(signature.Prefix, out number);

    public LedgerEntry EntryAt(int number) => _entries[number];

    public TransactionError? ErrorOf(int number) => _errors.GetValueOrDefault(number);

    /// <summary>What lookup tables gave: the tables may be others by now.</summary>
    public IReadOnlyList<PublicKey> LoadedAt(int number) => _loaded.GetValueOrDefault(number, []);

    public TransactionResult? RetainedAt(int number)
    {
        // Numbers are given again after transactions were undone, and what stood there may be gone by then.
        (int retained, TransactionResult? result) = _retained[number % _retained.Length];
        return retained == number ? result : null;
    }

    /// <summary>The transactions that name an account, by their numbers in rising order.</summary>
    public IReadOnlyList<int> Naming(PublicKey account) => _byAccount.TryGetValue(account, out List<int>? numbers) ? numbers : [];

    public LeafLog? LeavesOf(PublicKey tree) => _leaves.GetValueOrDefault(tree);

    /// <summary>Undoes the last transactions, which are not settled, down to a number.</summary>
    /// <param name="count">How many transactions are left.</param>
    /// <param name="undone">Those that are undone, in order.</param>
    public void Truncate(int count, IReadOnlyList<Transaction> undone)
    {
        for (int i = _undo.Count - 1; i >= 0 && _undo[i].Number >= count; i--)
        {
            Undo(_undo[i]);
            _undo.RemoveAt(i);
        }

        for (int number = Count - 1; number >= count; number--)
        {
            Transaction transaction = undone[number - count];
            _numbers.Remove(transaction.Id.Prefix);
            foreach (PublicKey account in (IEnumerable<PublicKey>)[.. transaction.Message.AccountKeys, .. LoadedAt(number)])
            {
                List<int> numbers = _byAccount[account];
                numbers.RemoveAt(numbers.Count - 1);
                if (numbers.Count == 0)
                    _byAccount.Remove(account);
            }

            _loaded.Remove(number);
            _errors.Remove(number);
            _retained[number % _retained.Length] = default;
        }

        _entries.RemoveRange(count, Count - count);
        assets?.Truncate(count);
    }

    /// <summary>Makes final all transactions before a number.</summary>
    public void Settle(int number)
    {
        int settled = 0;
        while (settled < _undo.Count && _undo[settled].Number < number)
            settled++;
        _undo.RemoveRange(0, settled);
        assets?.Settle(number);
    }

    private void Name(PublicKey account, int number)
    {
        if (!_byAccount.TryGetValue(account, out List<int>? numbers))
            _byAccount.Add(account, numbers = new List<int>(1));
        numbers.Add(number);
    }

    private void Apply(TreeChange change, int number)
    {
        if (isReversible)
            _undo.Add(Before(change, number));
        switch (change.Kind)
        {
            case TreeChangeKind.Created:
                _leaves.Add(change.Tree, new LeafLog());
                break;
            case TreeChangeKind.Closed:
                _leaves.Remove(change.Tree);
                break;
            default:
                _leaves[change.Tree].Set(change.Index, change.Leaf, number);
                break;
        }
    }

    private LeafUndo Before(TreeChange change, int number)
    {
        LeafLog? log = LeavesOf(change.Tree);
        return change.Kind == TreeChangeKind.LeafSet
            ? new LeafUndo(number, change, log, log!.Count, log.At(change.Index))
            : new LeafUndo(number, change, log, Count: 0, default);
    }

    private void Undo(LeafUndo undo)
    {
        switch (undo.Change.Kind)
        {
            case TreeChangeKind.Created:
                _leaves.Remove(undo.Change.Tree);
                break;
            case TreeChangeKind.Closed:
                _leaves.Add(undo.Change.Tree, undo.Log!);
                break;
            default:
                undo.Log!.Restore(undo.Change.Index, undo.Before, undo.Count);
                break;
        }
    }

    /// <summary>How a tree's leaves were before a change.</summary>
    private readonly record struct LeafUndo(
        int Number, TreeChange Change, LeafLog? Log, long Count, (Hash256 Leaf, int Transaction) Before);
}
