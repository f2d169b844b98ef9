using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Anchoring;

/// <summary>A shard's root that was appended to an anchor tree, and where it stands.</summary>
/// <param name="Index">Its number in the lane, from 0.</param>
/// <param name="Tree">The anchor tree that it stands in.</param>
/// <param name="LeafIndex">Its leaf in that tree.</param>
/// <param name="Root">The shard's root, which is the leaf.</param>
public sealed record ShardAnchor(long Index, PublicKey Tree, uint LeafIndex, Hash256 Root);
