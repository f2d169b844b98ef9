using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Bubblegum;

/// <summary>An asset's leaf with the proof that it stands in its tree: what an instruction must show to change the asset.</summary>
/// <remarks>Immutable and safe to share between threads.</remarks>
public sealed class ProvenLeaf
{
    /// <summary>Creates the leaf with its proof.</summary>
    /// <param name="tree">The Merkle tree account.</param>
    /// <param name="leaf">The leaf as it stands now.</param>
    /// <param name="root">The root that the proof leads to; the tree remembers as many as its buffer is large.</param>
    /// <param name="proof">The whole proof, whatever the canopy.</param>
    /// <param name="canopyDepth">Levels that the tree's canopy holds; their siblings do not travel.</param>
    /// <exception cref="ArgumentException">The proof is not of this leaf, does not lead to the root, or is shorter than the
    /// canopy.</exception>
    public ProvenLeaf(PublicKey tree, LeafSchema leaf, Hash256 root, MerkleProof proof, int canopyDepth = 0)
    {
        ArgumentNullException.ThrowIfNull(proof);
        Hash256 hash = leaf.Hash();
        if (proof.Leaf != hash)
            throw new ArgumentException($"The proof is of leaf {proof.Leaf}; asset {leaf.AssetId} has {hash}.", nameof(proof));
        if (!proof.Verify(root))
            throw new ArgumentException($"The proof of asset {leaf.AssetId} leads to {proof.ComputeRoot()}, not to {root}.", nameof(proof));

        Tree = tree;
        TreeAuthority = ProgramAddress.TreeAuthority(tree);
        Leaf = leaf;
        Root = root;
        Proof = proof;
        ProofAccounts = [.. CompressionInstructions.ProofAccounts(proof, canopyDepth)];
    }

    /// <summary>The Merkle tree account.</summary>
    public PublicKey Tree { get; }

    /// <summary>Its configuration: <see cref="ProgramAddress.TreeAuthority"/>.</summary>
    public PublicKey TreeAuthority { get; }

    /// <summary>The leaf as it stands now.</summary>
    public LeafSchema Leaf { get; }

    /// <summary>The root that the proof leads to.</summary>
    public Hash256 Root { get; }

    /// <summary>The way from the leaf to the root.</summary>
    public MerkleProof Proof { get; }

    internal IReadOnlyList<AccountMeta> ProofAccounts { get; }

    internal void ThrowUnless(LeafVersion version)
    {
        if (Leaf.Version != version)
            throw new ArgumentException($"Asset {Leaf.AssetId} is of version {Leaf.Version}; the instruction changes assets of {version}.");
    }

    internal void ThrowUnlessHolder(PublicKey authority)
    {
        if (authority != Leaf.Owner && authority != Leaf.Delegate)
        {
            throw new ArgumentException(
                $"{authority} neither owns asset {Leaf.AssetId} nor acts for its owner: {Leaf.Owner} and {Leaf.Delegate} do.",
                nameof(authority));
        }
    }

    /// <summary>The hash tells whether it is the collection's, so that a mistake is found before the program finds it.</summary>
    internal void ThrowUnlessOf(PublicKey? collection)
    {
        if (LeafHashing.CollectionHash(collection) != Leaf.CollectionHash)
        {
            throw new ArgumentException(
                $"Asset {Leaf.AssetId} is not of {(collection is { } key ? $"collection {key}" : "no collection")}: "
                + $"the hash in its leaf is {Leaf.CollectionHash}.",
                nameof(collection));
        }
    }

    internal void ThrowUnlessDescribedBy(Hash256 dataHash, Hash256 creatorHash, string name)
    {
        if (dataHash != Leaf.DataHash || creatorHash != Leaf.CreatorHash)
            throw new ArgumentException($"The metadata of '{name}' is not that of asset {Leaf.AssetId} as it stands in the tree.");
    }
}
