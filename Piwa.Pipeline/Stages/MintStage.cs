using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>
/// Mints a leaf for each row of a committed shard. The manifest is the queue: an asset's place in it is its number in the minting lane,
/// so that a restart finds what is still to mint, and nothing is minted twice.
/// </summary>
/// <param name="dataset">The data set.</param>
/// <param name="gate">Has the oracle approve what is to mint.</param>
/// <param name="lane">The minting lane.</param>
/// <param name="owners">Who owns the assets.</param>
/// <param name="wallet">The operator's wallet: it signs the shards.</param>
internal sealed class MintStage(Dataset dataset, OracleGate gate, MintingLane lane, AssetOwners owners, PublicKey wallet)
{
    // One shard at a time is minted.
    private readonly RowMints _requests = new();

    public Task RunAsync(CommittedShard shard, CancellationToken cancellationToken) => MintAsync(shard.Record, shard.Rows, cancellationToken);

    /// <summary>Mints what earlier runs committed but did not mint.</summary>
    public async Task RunBacklogAsync(IReadOnlyList<ShardRecord> shards, CancellationToken cancellationToken)
    {
        long end = 0;
        foreach (ShardRecord shard in shards)
        {
            cancellationToken.ThrowIfCancellationRequested();
            end += shard.Rows;
            if (end > lane.MintedCount)
                await MintAsync(shard, await dataset.ReadHashesAsync(shard, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task MintAsync(
        ShardRecord shard, IReadOnlyList<ShardAsset> rows, CancellationToken cancellationToken)
    {
        await gate.ApproveAsync(shard, rows, cancellationToken).ConfigureAwait(false);
        _requests.Load(rows, owners, wallet);
        await lane.MintAsync(dataset.MintIndexOf(shard), _requests.Items, cancellationToken).ConfigureAwait(false);
    }
}
