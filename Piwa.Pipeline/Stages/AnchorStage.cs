using Piwa.Chain.Anchoring;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>
/// Anchors the root of a committed shard. The manifest is the queue: a shard's place in it, among those that have rows, is its number in
/// the anchoring lane, so that a restart finds what is still to anchor, and nothing is anchored twice.
/// </summary>
/// <param name="dataset">The data set.</param>
/// <param name="gate">Has the oracle approve what is to anchor.</param>
/// <param name="lane">The anchoring lane.</param>
/// <param name="owners">Who owns the assets.</param>
/// <param name="wallet">The operator's wallet: it signs the shards.</param>
internal sealed class AnchorStage(Dataset dataset, OracleGate gate, AnchoringLane lane, AssetOwners owners, PublicKey wallet)
{
    /// <summary>Roots sent at once: a dozen full transactions.</summary>
    private const int BacklogRoots = 256;

    public async Task RunAsync(CommittedShard shard, CancellationToken cancellationToken)
    {
        // A shard without rows has nothing to prove.
        if (shard.Rows.Count == 0)
            return;
        await gate.ApproveAsync(shard.Record, shard.Rows, cancellationToken).ConfigureAwait(false);
        await lane.AnchorAsync(dataset.AnchorIndexOf(shard.Record), [AnchoredRows.Of(shard.Rows, owners, wallet).Root], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Anchors what earlier runs committed but did not anchor.</summary>
    public async Task RunBacklogAsync(IReadOnlyList<ShardRecord> shards, CancellationToken cancellationToken)
    {
        List<Hash256> roots = [];
        foreach (ShardRecord shard in shards.Where(shard => shard.Rows != 0).Skip((int)lane.AnchoredCount).ToArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            IReadOnlyList<ShardAsset> rows = await dataset.ReadHashesAsync(shard, cancellationToken).ConfigureAwait(false);
            await gate.ApproveAsync(shard, rows, cancellationToken).ConfigureAwait(false);
            roots.Add(AnchoredRows.Of(rows, owners, wallet).Root);
            if (roots.Count == BacklogRoots)
                await SendAsync().ConfigureAwait(false);
        }

        await SendAsync().ConfigureAwait(false);

        async Task SendAsync()
        {
            await lane.AnchorAsync(lane.AnchoredCount, roots, cancellationToken).ConfigureAwait(false);
            roots.Clear();
        }
    }
}
