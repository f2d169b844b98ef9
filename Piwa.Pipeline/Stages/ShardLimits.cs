using Piwa.Pipeline.Flow;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>What a shard waits for before it is begun, and what it is not committed with.</summary>
/// <param name="Room">Room on the disk.</param>
/// <param name="Dead">The share of dead letters.</param>
/// <param name="Patience">Waits for room.</param>
internal sealed record ShardLimits(DiskRoom Room, DeadShareLimit Dead, Patience Patience);
