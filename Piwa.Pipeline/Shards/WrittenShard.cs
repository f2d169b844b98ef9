using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>What a shard's file is found to be while it is written.</summary>
/// <param name="Hash">BLAKE3 of the file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of the file, hexadecimal; null where it is not asked for.</param>
internal readonly record struct WrittenShard(ContentHash Hash, long Bytes, string? Sha256);
