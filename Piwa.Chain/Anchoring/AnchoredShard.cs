using Piwa.Chain.Hashing;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Anchoring;

/// <summary>The tree of a shard's assets, whose root is anchored.</summary>
/// <remarks>
/// Leaves are the assets' in the order of the rows, nodes keccak-256 of two children, places without an asset 32 zero bytes; it is as deep
/// as it must be to hold them. Immutable and safe to share between threads.
/// </remarks>
public sealed class AnchoredShard
{
    private readonly AnchoredAsset[] _assets;
    private readonly MerkleTree _tree;

    /// <summary>Builds the tree.</summary>
    /// <param name="assets">The assets in the order of the rows; copied.</param>
    /// <exception cref="ArgumentException">There are none: an empty shard has no root that a tree would take.</exception>
    public AnchoredShard(IReadOnlyList<AnchoredAsset> assets)
    {
        ArgumentNullException.ThrowIfNull(assets);
        if (assets.Count == 0)
            throw new ArgumentException("A shard without assets has no root to anchor.", nameof(assets));
        _assets = [.. assets];
        _tree = MerkleTree.Build(MerkleTree.DepthFor(_assets.Length), [.. _assets.Select(asset => asset.Hash())]);
    }

    /// <summary>The assets in the order of the rows.</summary>
    public IReadOnlyList<AnchoredAsset> Assets => _assets;

    /// <summary>The root: what is anchored.</summary>
    public Hash256 Root => _tree.Root;

    /// <summary>The proof of an asset in the shard.</summary>
    /// <param name="row">The asset's row.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public MerkleProof GetProof(int row) => _tree.GetProof(row);
}
