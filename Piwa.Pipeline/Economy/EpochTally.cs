using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Economy;

/// <summary>Adds statements up, epoch by epoch: what counts, for whom, and what never counts again.</summary>
/// <remarks>Some 400 bytes of memory for each shard that has ever counted. Not thread-safe.</remarks>
internal sealed class EpochTally
{
    private readonly Dictionary<ShardIdentity, EpochShard> _standing = [];
    private readonly HashSet<ContentHash> _roots = [];
    private readonly HashSet<ShardIdentity> _bad = [];
    private readonly HashSet<(ShardIdentity, PublicKey)> _caught = [];
    private readonly ShardRanges _ranges = new();
    private readonly Dictionary<PublicKey, long> _assets = [];
    private readonly Dictionary<PublicKey, long> _uploads = [];
    private long _count;

    /// <summary>Statements that were added.</summary>
    public long Epochs { get; private set; }

    /// <summary>The hash of the last one.</summary>
    public ContentHash Last { get; private set; }

    /// <summary>The end of the last one.</summary>
    public long Until { get; private set; } = long.MinValue;

    /// <summary>The shards that count.</summary>
    public IReadOnlyDictionary<ShardIdentity, EpochShard> Standing => _standing;

    /// <summary>Whether a shard with these assets has ever counted, of whatever campaign.</summary>
    public bool HasCounted(ContentHash root) => _roots.Contains(root);

    /// <summary>Whether no asset of it is in a shard that counts.</summary>
    public bool IsFree(EpochShard shard) => _ranges.IsFree(shard.Campaign, shard.FirstAsset, shard.Assets);

    /// <summary>Whether a node was caught at it.</summary>
    public bool IsBad(ShardIdentity shard) => _bad.Contains(shard);

    /// <summary>Whether the node was caught at that shard before.</summary>
    public bool WasCaught(CaughtNode caught) => _caught.Contains((caught.Identity, caught.Node));

    /// <summary>Adds the statement of the next epoch.</summary>
    /// <returns>The facts of that epoch.</returns>
    /// <exception cref="ManifestException">It contradicts itself or those before; the message says in what. The tally is of no use any more.</exception>
    public EpochFacts Add(EpochStatement statement)
    {
        string place = $"The statement of epoch {statement.Epoch}";
        if (statement.Epoch != Epochs)
            throw new ManifestException($"{place} stands where that of epoch {Epochs} belongs.");
        if (statement.Previous != Last)
            throw new ManifestException($"{place} names {statement.Previous} as the one before it, which is {Last}: one of the two was changed.");
        if (statement.Until <= Until)
            throw new ManifestException($"{place} ends no later than the one before it.");
        CheckOrder(statement, place);
        foreach (CaughtNode caught in statement.Caught)
        {
            if (!_caught.Add((caught.Identity, caught.Node)))
                throw new ManifestException($"{place}: {caught.Node} was caught before at the shard of asset {caught.FirstAsset} of campaign {caught.Campaign}.");
            if (!caught.Root.IsZero)
                _bad.Add(caught.Identity);
        }

        foreach (FallenShard fallen in statement.Fallen)
        {
            if (!_standing.Remove(fallen.Identity, out EpochShard? shard))
                throw new ManifestException($"{place}: {fallen.Identity} falls away and did not count.");
            if ((fallen.Why == FallReason.Caught) != _bad.Contains(fallen.Identity))
                throw new ManifestException($"{place}: {fallen.Identity} falls away as {fallen.Why}, and that is not so.");
            _ranges.Remove(shard.Campaign, shard.FirstAsset);
            Credit(shard, -1);
        }

        Dictionary<PublicKey, long> made = [];
        foreach (EpochShard shard in statement.Shards)
        {
            Enter(shard, statement, place);
            if (shard.Uploads is null)
                made[shard.Node] = made.GetValueOrDefault(shard.Node) + shard.Rows;
        }

        if (statement.Caught.Any(caught => _standing.ContainsKey(caught.Identity)))
            throw new ManifestException($"{place}: a shard counts at which a node was caught.");
        Epochs++;
        Last = statement.Hash;
        Until = statement.Until;
        return new EpochFacts(
            _count,
            _assets.Where(each => each.Value > 0).Select(each => new NodeCount(each.Key, each.Value, made.GetValueOrDefault(each.Key))),
            _uploads.Where(each => each.Value > 0).Select(each => new WalletCount(each.Key, each.Value)),
            statement.Labels);
    }

    private void Enter(EpochShard shard, EpochStatement statement, string place)
    {
        if (shard.Rows < 1 || shard.Assets < shard.Rows || shard.FirstAsset > long.MaxValue - (ulong)shard.Assets)
            throw new ManifestException($"{place}: {shard.Identity} has {shard.Rows} of {shard.Assets} assets, which cannot be.");
        if (shard.At >= statement.Until)
            throw new ManifestException($"{place}: {shard.Identity} was validated after the epoch's end.");
        if (!statement.Validators.Contains(shard.Validator))
            throw new ManifestException($"{place}: {shard.Identity} was validated by {shard.Validator}, whose word does not count.");
        if (shard.Uploads is { } uploads && (uploads.Sum(each => each.Count) != shard.Rows || uploads.Any(each => each.Count < 1)))
            throw new ManifestException($"{place}: the uploads of {shard.Identity} are not as many as its assets.");
        if (_bad.Contains(shard.Identity))
            throw new ManifestException($"{place}: {shard.Identity} counts, though a node was caught at it.");
        if (!_roots.Add(shard.Root))
            throw new ManifestException($"{place}: {shard.Identity} counts twice, or after it fell away.");
        if (!_ranges.TryAdd(shard.Campaign, shard.FirstAsset, shard.Assets))
            throw new ManifestException($"{place}: {shard.Identity} has an asset of another shard that counts.");
        _standing.Add(shard.Identity, shard);
        Credit(shard, 1);
    }

    private void Credit(EpochShard shard, int sign)
    {
        _count += sign * shard.Rows;
        if (shard.Uploads is null)
            _assets[shard.Node] = _assets.GetValueOrDefault(shard.Node) + (sign * shard.Rows);
        foreach (WalletCount upload in shard.Uploads ?? [])
            _uploads[upload.Wallet] = _uploads.GetValueOrDefault(upload.Wallet) + (sign * upload.Count);
    }

    private static void CheckOrder(EpochStatement statement, string place)
    {
        Check(statement.Validators, EpochOrder.Wallets, "validators");
        Check(statement.Shards, EpochOrder.Shards, "shards");
        Check(statement.Fallen, EpochOrder.Fallen, "fallen shards");
        Check(statement.Caught, EpochOrder.Caught, "caught nodes");
        Check(statement.Labels, EpochOrder.Counts, "labels");
        foreach (EpochShard shard in statement.Shards)
            Check(shard.Uploads ?? [], EpochOrder.Counts, "uploads");

        void Check<T>(IReadOnlyList<T> list, Comparison<T> order, string what)
        {
            for (int i = 1; i < list.Count; i++)
            {
                if (order(list[i - 1], list[i]) >= 0)
                    throw new ManifestException($"{place}: its {what} are not in order, or one stands twice.");
            }
        }
    }
}
