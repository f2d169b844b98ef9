using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Minting;

/// <summary>An asset that was minted, and where it stands.</summary>
/// <param name="Index">Its number in the lane, from 0.</param>
/// <param name="AssetId">Its id.</param>
/// <param name="Tree">The tree that it stands in.</param>
/// <param name="LeafIndex">Its leaf in the tree.</param>
/// <param name="LeafHash">The leaf: the hash of its owner, metadata and id.</param>
public sealed record MintedAsset(long Index, PublicKey AssetId, PublicKey Tree, uint LeafIndex, Hash256 LeafHash);
