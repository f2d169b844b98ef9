using Piwa.Chain.Hashing;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <content>Proofs.</content>
internal sealed partial class TreeLane
{
    /// <summary>Proves that a leaf stands in its tree.</summary>
    /// <returns>The leaf, the tree's current root, and the way from one to the other.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    /// <exception cref="ForeignLeafException">The tree on the ledger does not have the root of its leaves.</exception>
    public ValueTask<(LaneLeaf Leaf, Hash256 Root, MerkleProof Proof)> GetProofAsync(long index, CancellationToken cancellationToken) =>
        RunAloneAsync(() => ProveAsync(index, cancellationToken), cancellationToken);

    /// <summary>Checks that every tree has the root of its leaves.</summary>
    /// <returns>The number of leaves that were checked.</returns>
    /// <exception cref="ForeignLeafException">A tree on the ledger does not have the root of its leaves.</exception>
    public ValueTask<long> VerifyAsync(CancellationToken cancellationToken) =>
        RunAloneAsync(() => VerifyTreesAsync(cancellationToken), cancellationToken);

    private async ValueTask<(LaneLeaf Leaf, Hash256 Root, MerkleProof Proof)> ProveAsync(long index, CancellationToken cancellationToken)
    {
        LaneTree tree = TreeOf(index);
        (Hash256 root, _) = await _reader.ReadRootAsync(tree.Address, cancellationToken).ConfigureAwait(false);
        MerkleTree? nodes = _proofs.Find(tree.Address);
        if (nodes?.Root != root)
        {
            nodes = await BuildAsync(tree, root, cancellationToken).ConfigureAwait(false);
            _proofs.Put(tree.Address, nodes);
        }

        MerkleProof proof = nodes.GetProof((int)(index - tree.FirstIndex));
        return (new LaneLeaf(index, tree.Address, proof.Index, proof.Leaf), root, proof);
    }

    private async ValueTask<long> VerifyTreesAsync(CancellationToken cancellationToken)
    {
        long checkedLeaves = 0;
        foreach (LaneTree tree in _trees)
        {
            (Hash256 root, _) = await _reader.ReadRootAsync(tree.Address, cancellationToken).ConfigureAwait(false);
            Hash256[] leaves = await _courier.ReadAllAsync(tree, 0, checked((int)tree.LeafCount), cancellationToken).ConfigureAwait(false);
            ThrowIfForeign(tree, MerkleTree.ComputeRoot(tree.Depth, leaves), root);
            checkedLeaves += leaves.Length;
        }

        return checkedLeaves;
    }

    private async ValueTask<MerkleTree> BuildAsync(LaneTree tree, Hash256 root, CancellationToken cancellationToken)
    {
        Hash256[] leaves = await _courier.ReadAllAsync(tree, 0, checked((int)tree.LeafCount), cancellationToken).ConfigureAwait(false);
        MerkleTree nodes = MerkleTree.Build(tree.Depth, leaves);
        ThrowIfForeign(tree, nodes.Root, root);
        return nodes;
    }

    private void ThrowIfForeign(LaneTree tree, Hash256 expected, Hash256 actual)
    {
        if (expected == actual)
            return;
        _isStale = true;
        throw new ForeignLeafException(
            $"Tree {tree.Address} of lane '{_options.Name}' has been changed by somebody else: its {tree.LeafCount} leaves give the root "
            + $"{expected}, and on the ledger it is {actual}.");
    }
}
