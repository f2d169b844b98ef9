using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Economy;

/// <summary>A shard that may be read.</summary>
/// <param name="Shard">Its record.</param>
/// <param name="Path">The file; null where it lies in a bucket.</param>
/// <param name="Address">Where it is read in a bucket; null where it is a file.</param>
public sealed record LicensedFile(ShardRecord Shard, string? Path, string? Address);
