using Piwa.Chain.Hashing;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Anchoring;

/// <summary>The proof, in two levels, that an asset is anchored: from its leaf to its shard's root, and from there to the root of the
/// anchor tree.</summary>
/// <param name="Asset">The asset.</param>
/// <param name="InShard">The way from the asset's leaf to the shard's root.</param>
/// <param name="Anchor">Where the shard's root stands.</param>
/// <param name="InTree">The way from the shard's root to the anchor tree's.</param>
/// <param name="Root">The anchor tree's root on chain when the proof was made.</param>
public sealed record AnchorProof(AnchoredAsset Asset, MerkleProof InShard, ShardAnchor Anchor, MerkleProof InTree, Hash256 Root)
{
    /// <summary>Whether the asset's leaf leads by its shard's root to a root of the anchor tree.</summary>
    /// <param name="rootOnChain">The anchor tree's root, read from the chain. It differs from <see cref="Root"/> once more has been
    /// anchored; then a new proof of the same shard is needed.</param>
    public bool Verify(Hash256 rootOnChain) =>
        InShard.Leaf == Asset.Hash()
        && InShard.Verify(Anchor.Root)
        && InTree.Leaf == Anchor.Root
        && InTree.Index == Anchor.LeafIndex
        && InTree.Verify(rootOnChain);
}
