using Piwa.Chain.Hashing;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <summary>The proof that an asset stands in its tree.</summary>
/// <param name="Asset">The asset.</param>
/// <param name="Root">The tree's root on chain when the proof was made.</param>
/// <param name="Proof">The way from the asset's leaf to the root.</param>
public sealed record AssetProof(MintedAsset Asset, Hash256 Root, MerkleProof Proof)
{
    /// <summary>Whether the asset's leaf leads to the root. Whoever distrusts the root reads it from the chain.</summary>
    /// <remarks>
    /// That the leaf is the asset's follows from <see cref="Bubblegum.LeafSchema.ForMint(Keys.PublicKey, ulong, Keys.PublicKey,
    /// Keys.PublicKey, Bubblegum.MetadataArgs)"/>
    /// with the same owner and metadata; in version 2, with <see cref="Bubblegum.MetadataArgs.ToV2"/> of them and of the collection.
    /// </remarks>
    public bool Verify() => Proof.Leaf == Asset.LeafHash && Proof.Index == Asset.LeafIndex && Proof.Verify(Root);
}
