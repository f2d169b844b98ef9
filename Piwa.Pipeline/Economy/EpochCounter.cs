using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Economy;

/// <summary>Counts an epoch: what its statement says follows from data sets, verdicts and the statements before, and from nothing else.</summary>
/// <remarks>
/// <list type="number">
/// <item>A shard counts if its node has signed for it, and a validator has, before the epoch's end, that it is sound: the operator of a fleet
/// with its own record beside the node's, an oracle with a verdict. What nobody has validated counts for nobody.</item>
/// <item>Of shards that share an asset, or that have the same root, the one counts that was validated first.</item>
/// <item>It is new in the epoch whose statement names it first. So what comes late is new late, and nothing is new twice.</item>
/// <item>A shard at which its node was caught, and one that its data set does not have any more, falls away, for good.</item>
/// </list>
/// No shard is read. Time is that of reading the records, and of two or three signatures for each shard that is new.
/// </remarks>
public static class EpochCounter
{
    /// <summary>Counts the epoch behind those that have a statement. Nothing is written.</summary>
    /// <param name="statements">The statements so far.</param>
    /// <param name="until">The epoch's end.</param>
    /// <param name="options">What it is counted from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The options are invalid, or a source is none, or one is missing that has counted.</exception>
    /// <exception cref="ManifestException">A statement, a source or a file of verdicts is damaged.</exception>
    /// <exception cref="IOException">Something cannot be read.</exception>
    public static async Task<EpochCount> CountAsync(
        EpochStatements statements, DateTimeOffset until, EpochCountOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(statements);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        EpochTally tally = statements.Tally();
        List<EpochSource> sources = [];
        try
        {
            foreach (string address in options.Sources)
                sources.Add(await EpochSource.OpenAsync(address, cancellationToken).ConfigureAwait(false));
            return await CountAsync(tally, sources, until.ToUnixTimeMilliseconds(), options, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            sources.ForEach(source => source.Dispose());
        }
    }

    private static async Task<EpochCount> CountAsync(
        EpochTally tally, List<EpochSource> sources, long until, EpochCountOptions options, CancellationToken cancellationToken)
    {
        HashSet<PublicKey> validators = [.. options.Validators];
        EpochVerdicts verdicts = new(validators);
        foreach (string path in options.VerdictFiles.Concat(sources.Select(source => source.VerdictLog).OfType<string>()).Distinct(StringComparer.Ordinal))
            verdicts.Read(path, until);
        CaughtNode[] caught = [.. verdicts.Caught.Where(each => !tally.WasCaught(each))];
        Array.Sort(caught, EpochOrder.Caught);
        HashSet<ShardIdentity> bad = [.. verdicts.Caught.Select(each => each.Identity).Where(each => !each.Root.IsZero)];

        HashSet<ShardIdentity> there = [];
        List<(EpochShard Shard, ShardStanding Standing)> candidates = [];
        long unvalidated = 0, unsound = 0, doubled = 0;
        foreach (EpochSource source in sources)
        {
            await foreach (ShardStanding standing in source.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                bool isNew = there.Add(standing.Identity);
                if (tally.Standing.ContainsKey(standing.Identity))
                    continue;
                if (bad.Contains(standing.Identity) || tally.IsBad(standing.Identity))
                    unsound += isNew ? 1 : 0;
                else if (tally.HasCounted(standing.Identity.Root))
                    doubled++;
                else if (ShardProof.Find(standing, verdicts, validators, until) is { } shard)
                    candidates.Add((shard, standing));
                else
                    unvalidated++;
            }
        }

        FallenShard[] fallen = [.. FindFallen(tally, bad, there, [.. sources.Select(source => source.Campaign)])];
        Array.Sort(fallen, EpochOrder.Fallen);

        // Ordered by when they were validated, the first of those that share an asset is taken. What has fallen makes room.
        candidates.Sort((left, right) => EpochOrder.Shards(left.Shard, right.Shard));
        ShardRanges ranges = new();
        HashSet<ShardIdentity> gone = [.. fallen.Select(each => each.Identity)];
        foreach (EpochShard standing in tally.Standing.Values.Where(shard => !gone.Contains(shard.Identity)))
            ranges.TryAdd(standing.Campaign, standing.FirstAsset, standing.Assets);
        HashSet<ContentHash> roots = [];
        List<EpochShard> shards = [];
        foreach ((EpochShard shard, ShardStanding standing) in candidates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (roots.Contains(shard.Root) || !ranges.IsFree(shard.Campaign, shard.FirstAsset, shard.Assets))
            {
                doubled++;
            }
            else if (ShardProof.FindFault(shard, standing) is not null)
            {
                unsound++;
            }
            else
            {
                roots.Add(shard.Root);
                ranges.TryAdd(shard.Campaign, shard.FirstAsset, shard.Assets);
                shards.Add(shard);
            }
        }

        PublicKey[] named = [.. options.Validators];
        Array.Sort(named, EpochOrder.Wallets);
        WalletCount[] labels = [.. options.Labels.Where(each => each.Count > 0)];
        Array.Sort(labels, EpochOrder.Counts);
        var statement = new EpochStatement
        {
            Epoch = tally.Epochs,
            Until = until,
            Previous = tally.Last,
            Validators = named,
            Shards = shards,
            Fallen = fallen,
            Caught = caught,
            Labels = labels,
        };
        return new EpochCount(statement, unvalidated, unsound, doubled);
    }

    private static IEnumerable<FallenShard> FindFallen(
        EpochTally tally, HashSet<ShardIdentity> bad, HashSet<ShardIdentity> there, HashSet<ContentHash> campaigns)
    {
        foreach (ShardIdentity shard in tally.Standing.Keys)
        {
            bool isBad = bad.Contains(shard);
            if (!isBad && !campaigns.Contains(shard.Campaign))
            {
                throw new ArgumentException(
                    $"Shards of campaign {shard.Campaign} count, and none of the data sets that are named is of it. Name all that have ever counted; "
                    + "of one that is lost name its empty data set, and its shards fall away.");
            }

            if (isBad || !there.Contains(shard))
                yield return new FallenShard(shard.Campaign, shard.FirstAsset, shard.Root, isBad ? FallReason.Caught : FallReason.Gone);
        }
    }
}
