using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>A shard that is on disk and in the manifest.</summary>
internal sealed record CommittedShard(ShardRecord Record);
