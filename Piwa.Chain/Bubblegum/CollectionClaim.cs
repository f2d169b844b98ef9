using Piwa.Chain.Keys;

namespace Piwa.Chain.Bubblegum;

/// <summary>The collection that an asset of version 1 says it belongs to.</summary>
/// <param name="Key">The collection's mint.</param>
/// <param name="IsVerified">Whether the collection's authority confirmed it; mint_v1 refuses true.</param>
public readonly record struct CollectionClaim(PublicKey Key, bool IsVerified = false);
