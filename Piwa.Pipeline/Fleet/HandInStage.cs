using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline.Fleet;

/// <summary>The end of the graph on a node of a fleet with a coordinator: a committed shard is handed in, and is gone from the node.</summary>
/// <param name="scratch">Where the node makes its shards.</param>
/// <param name="node">Hands them in.</param>
internal sealed class HandInStage(Dataset scratch, FleetNode node) : IMintStage
{
    public async Task RunAsync(CommittedShard shard, CancellationToken cancellationToken)
    {
        string path = scratch.PathOf(shard.Record);
        await node.HandInAsync(shard, scratch.LettersOf(shard.Record), path, cancellationToken).ConfigureAwait(false);
        File.Delete(path);
    }

    /// <summary>There is none: the directory begins anew with each run, for leases do not outlive one.</summary>
    public Task RunBacklogAsync(IReadOnlyList<ShardRecord> shards, CancellationToken cancellationToken) => Task.CompletedTask;
}
