using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Economy;

/// <summary>A shard of a licence.</summary>
/// <param name="Shard">Its record.</param>
/// <param name="DeadLetters">The assets of it that could not be made.</param>
/// <param name="Address">Where its file is, seen from the market's address; good for a time.</param>
internal sealed record WireFile(ShardRecord Shard, IReadOnlyList<DeadLetterRecord> DeadLetters, string Address);
