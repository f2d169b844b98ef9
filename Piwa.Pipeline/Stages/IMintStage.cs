namespace Piwa.Pipeline.Stages;

/// <summary>The end of the graph: what happens to a committed shard.</summary>
internal interface IMintStage
{
    Task RunAsync(CommittedShard shard);

    /// <summary>Does first what earlier runs committed and did not get to.</summary>
    Task RunBacklogAsync(CancellationToken cancellationToken);
}
