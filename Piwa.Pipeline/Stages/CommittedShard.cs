using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>A shard that is on disk and in the manifest.</summary>
/// <param name="Record">Its entry in the manifest.</param>
/// <param name="Rows">Its rows: what is to mint, without reading it again.</param>
internal sealed record CommittedShard(ShardRecord Record, IReadOnlyList<ShardAsset> Rows);
