namespace Piwa.Pipeline.Stages;

/// <summary>The end of the graph: what happens to a committed shard.</summary>
internal interface IMintStage
{
    /// <param name="shard">The shard.</param>
    /// <param name="cancellationToken">Gives up; the next run goes on.</param>
    Task RunAsync(CommittedShard shard, CancellationToken cancellationToken);

    /// <summary>Does first what earlier runs committed and did not get to.</summary>
    Task RunBacklogAsync(CancellationToken cancellationToken);
}
