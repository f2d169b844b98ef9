using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Minting;

namespace Piwa.Chain.Anchoring;

/// <summary>An anchored asset that was minted, with all that anyone needs to check that one is the other.</summary>
/// <param name="Proof">That the asset is anchored, as it was proven when it was promoted.</param>
/// <param name="Metadata">The metadata that it was minted with.</param>
/// <param name="Asset">The compressed NFT that it has become.</param>
public sealed record Promotion(AnchorProof Proof, MetadataArgs Metadata, MintedAsset Asset)
{
    /// <summary>Whether the compressed NFT is the anchored asset: the leaf that was minted says what the anchored one says, and the
    /// anchored one leads to a root of the anchor tree.</summary>
    /// <param name="rootOnChain">The anchor tree's root, read from the chain; see <see cref="AnchorProof.Verify"/>.</param>
    public bool Verify(Hash256 rootOnChain)
    {
        LeafSchema leaf = LeafSchema.ForMint(Asset.Tree, Asset.LeafIndex, Proof.Asset.Owner, Proof.Asset.Delegate, Metadata);
        return Proof.Asset.IsMintedAs(leaf)
            && leaf.AssetId == Asset.AssetId
            && leaf.Hash() == Asset.LeafHash
            && Proof.Verify(rootOnChain);
    }
}
