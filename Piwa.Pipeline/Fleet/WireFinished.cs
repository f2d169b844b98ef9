using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Fleet;

/// <summary>A node has made a unit.</summary>
/// <param name="Lease">Its lease.</param>
/// <param name="Submission">Its shard, as oracles take it.</param>
/// <param name="DeadLetters">The assets of it that could not be made.</param>
internal sealed record WireFinished(FleetLease Lease, byte[] Submission, IReadOnlyList<DeadLetterRecord> DeadLetters);
