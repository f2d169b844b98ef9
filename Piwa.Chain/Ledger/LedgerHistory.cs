using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Assets;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger;

/// <summary>The transactions that landed, numbered in order, by their ids and accounts, and the leaves that they put into trees.</summary>
/// <remarks>Logs and inner instructions are kept of the latest transactions only; all else is kept of all. Not safe for several
/// threads.</remarks>
/// <param name="retainedTransactions">How many keep their logs and inner instructions.</param>
/// <param name="assets">The index of assets; null if there is none.</param>
internal sealed class LedgerHistory(int retainedTransactions, AssetIndex? assets)
{
    private readonly List<LedgerEntry> _entries = [];
    private readonly Dictionary<UInt128, int> _numbers = [];
    private readonly Dictionary<PublicKey, List<int>> _byAccount = [];
    private readonly Dictionary<int, TransactionError> _errors = [];
    private readonly Dictionary<int, IReadOnlyList<PublicKey>> _loaded = [];
    private readonly TransactionResult?[] _retained = new TransactionResult?[retainedTransactions];
    private readonly Dictionary<PublicKey, LeafLog> _leaves = [];

    public int Count => _entries.Count;

    public AssetIndex? Assets => assets;

    public void Add(Transaction transaction, LedgerEntry entry, TransactionResult result)
    {
        int number = _entries.Count;
        _entries.Add(entry);
        _numbers.Add(transaction.Id.Prefix, number);
        foreach (PublicKey account in transaction.Message.AccountKeySpan)
            Name(account, number);
        foreach (PublicKey account in result.LoadedAddresses)
            Name(account, number);
        if (result.LoadedAddresses.Count != 0)
            _loaded.Add(number, result.LoadedAddresses);
        if (result.Error is not null)
            _errors.Add(number, result.Error);
        _retained[number % _retained.Length] = result;
        foreach (TreeChange change in result.TreeChanges)
            Apply(change, number);
        assets?.Add(transaction, number, result);
    }

    public bool TryFind(Signature signature, out int number) => _numbers.TryGetValue(signature.Prefix, out number);

    public LedgerEntry EntryAt(int number) => _entries[number];

    public TransactionError? ErrorOf(int number) => _errors.GetValueOrDefault(number);

    /// <summary>What lookup tables gave: the tables may be others by now.</summary>
    public IReadOnlyList<PublicKey> LoadedAt(int number) => _loaded.GetValueOrDefault(number, []);

    public TransactionResult? RetainedAt(int number) => number >= Count - _retained.Length ? _retained[number % _retained.Length] : null;

    /// <summary>The transactions that name an account, by their numbers in rising order.</summary>
    public IReadOnlyList<int> Naming(PublicKey account) => _byAccount.TryGetValue(account, out List<int>? numbers) ? numbers : [];

    public LeafLog? LeavesOf(PublicKey tree) => _leaves.GetValueOrDefault(tree);

    private void Name(PublicKey account, int number)
    {
        if (!_byAccount.TryGetValue(account, out List<int>? numbers))
            _byAccount.Add(account, numbers = new List<int>(1));
        numbers.Add(number);
    }

    private void Apply(TreeChange change, int number)
    {
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
}
