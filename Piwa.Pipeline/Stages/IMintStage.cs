namespace Piwa.Pipeline.Stages;

/// <summary>The end of the graph: what happens to a committed shard.</summary>
internal interface IMintStage
{
    Task RunAsync(CommittedShard shard);
}
