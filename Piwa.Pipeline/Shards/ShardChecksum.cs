using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>SHA-256 of a shard's file, which the world outside asks for.</summary>
/// <param name="File">Path of the file below the data set's directory.</param>
/// <param name="Blake3">BLAKE3 of the file, as the manifest has it.</param>
/// <param name="Sha256">SHA-256 of the file, hexadecimal.</param>
internal sealed record ShardChecksum(string File, ContentHash Blake3, string Sha256);
