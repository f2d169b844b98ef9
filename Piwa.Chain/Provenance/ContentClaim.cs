using Piwa.Chain.Hashing;

namespace Piwa.Chain.Provenance;

/// <summary>A piece of content that somebody brings.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Hash">Its BLAKE3.</param>
public readonly record struct ContentClaim(ContentKind Kind, Hash256 Hash);
