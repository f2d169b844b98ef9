using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>The end of the graph: what happens to a committed shard.</summary>
internal interface IMintStage
{
    /// <param name="shard">The shard.</param>
    /// <param name="cancellationToken">Gives up; the next run goes on.</param>
    Task RunAsync(CommittedShard shard, CancellationToken cancellationToken);

    /// <summary>Does first what earlier runs committed and did not get to, while new shards are committed.</summary>
    /// <param name="shards">The shards that were there when the run began, in the order of the manifest.</param>
    /// <param name="cancellationToken">Gives up; the next run goes on.</param>
    Task RunBacklogAsync(IReadOnlyList<ShardRecord> shards, CancellationToken cancellationToken);
}
