using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Economy;

/// <summary>A ledger of value as it is at one moment, read by somebody who does not write to it: each entry was derived again.</summary>
/// <remarks>Immutable. Whether the facts of epochs are right, it cannot know: <see cref="EconomyAudit"/>.</remarks>
public sealed class EconomyReading
{
    private readonly ValueBalances _balances = new();
    private readonly EconomyState _state;
    private readonly List<EpochReading> _epochs = [];

    private EconomyReading(ILogStorage storage)
    {
        _state = new EconomyState(_balances);
        using ValueLog log = new(storage, _balances, Take);
        Entries = log.Entries;
        LastHash = log.Last;
    }

    /// <summary>The hash of the first entry; zero if there is none yet.</summary>
    public Hash256 Id => _state.Id;

    /// <summary>The hash of the last entry.</summary>
    public Hash256 LastHash { get; }

    /// <summary>All entries, in order.</summary>
    public IReadOnlyList<ValueEntry> Entries { get; }

    /// <summary>The rules of the epoch that is open.</summary>
    public EconomyParameters Parameters => _state.Parameters;

    /// <summary>The epoch that is open, from 0.</summary>
    public long Epoch => _state.Epoch;

    /// <summary>When the open epoch can be closed.</summary>
    public DateTimeOffset EpochEnds => _state.EpochBegan + _state.Parameters.EpochLength;

    /// <summary>The epochs that are closed, in order.</summary>
    public IReadOnlyList<EpochReading> Epochs => _epochs;

    /// <summary>Reads a ledger.</summary>
    /// <param name="path">Its file; it may be in use. What is being written at its end is left out.</param>
    /// <exception cref="ValueLedgerException">It is damaged, or was changed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static EconomyReading Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new EconomyReading(FileLogStorage.OpenReadOnly(path));
    }

    /// <summary>What an account has.</summary>
    /// <param name="account">The account.</param>
    public Amount BalanceOf(ValueAccount account) => _balances[account];

    /// <summary>All accounts that are not at 0, in their order.</summary>
    public IEnumerable<KeyValuePair<ValueAccount, Amount>> Balances() => _balances.All();

    /// <summary>What is staked with each node that somebody stakes with, by the node's bytes.</summary>
    public IReadOnlyDictionary<PublicKey, Amount> Stakes() => _balances.OfKind(ValueAccountKind.Stake)
        .GroupBy(each => each.Key.Node).OrderBy(of => of.Key, WalletOrder.Instance)
        .ToDictionary(of => of.Key, of => of.Aggregate(Amount.Zero, (sum, each) => sum + each.Value));

    private void Take(ValueEntry entry)
    {
        if (entry.Cause == ValueCause.Epoch)
            Explain(entry);
        _state.Replay(entry);
    }

    private void Explain(ValueEntry entry)
    {
        EpochFacts facts = EpochClosing.Decode(EconomyAction.Of(entry).Payload.Span).Facts;
        EpochBooks books = EconomyRules.BooksOf(_state, facts);
        List<EarningShare> shares = [];
        Posting[] postings = EpochSettlement.Settle(books, shares.Add);

        // The fund gets of the revenue, and pays for new assets: one posting is both.
        Amount fund = postings.FirstOrDefault(posting => posting.Account == ValueAccount.GenerationFund).Amount;
        Amount fromFund = shares.Find(share => share.Source == ShareSource.Fund)?.Divided ?? Amount.Zero;
        _epochs.Add(new EpochReading(
            Epoch, _state.EpochBegan, EpochEnds, entry, facts, books.Escrow.Aggregate(Amount.Zero, (sum, each) => sum + each.Amount), fund + fromFund, shares));
    }
}
