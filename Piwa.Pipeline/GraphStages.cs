using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline;

/// <summary>The bodies of the graph's stages, in its order.</summary>
internal sealed record GraphStages(GenerateStage Generate, RenderStage Render, SealStage Seal, ShardStage Shard, Func<CommittedShard, Task> Mint);
