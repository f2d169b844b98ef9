using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>Puts a committed shard on the ledger as the campaign's policy says.</summary>
/// <param name="mint">Mints its assets; null where they are not minted.</param>
/// <param name="anchor">Anchors its root; null where it is not anchored.</param>
internal sealed class ChainStage(MintStage? mint, AnchorStage? anchor) : IMintStage
{
    public async Task RunAsync(CommittedShard shard, CancellationToken cancellationToken)
    {
        if (mint is not null)
            await mint.RunAsync(shard, cancellationToken).ConfigureAwait(false);
        if (anchor is not null)
            await anchor.RunAsync(shard, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts on the ledger what earlier runs committed and did not get to.</summary>
    public async Task RunBacklogAsync(IReadOnlyList<ShardRecord> shards, CancellationToken cancellationToken)
    {
        if (mint is not null)
            await mint.RunBacklogAsync(shards, cancellationToken).ConfigureAwait(false);
        if (anchor is not null)
            await anchor.RunBacklogAsync(shards, cancellationToken).ConfigureAwait(false);
    }
}
