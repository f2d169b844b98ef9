using Piwa.Chain.Hashing;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <content>Proofs.</content>
public sealed partial class MintingLane
{
    /// <summary>Proves that an asset stands in its tree.</summary>
    /// <param name="index">The asset's number in the lane.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>A proof against the tree's current root.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such asset has been minted.</exception>
    /// <exception cref="ForeignLeafException">The tree on the ledger does not have the root of its leaves.</exception>
    public ValueTask<AssetProof> GetProofAsync(long index, CancellationToken cancellationToken = default) =>
        RunAloneAsync(() => ProveAsync(index, cancellationToken), cancellationToken);

    /// <summary>Checks that every tree of the lane has the root of its leaves.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The number of leaves that were checked.</returns>
    /// <exception cref="ForeignLeafException">A tree on the ledger does not have the root of its leaves.</exception>
    public ValueTask<long> VerifyAsync(CancellationToken cancellationToken = default) =>
        RunAloneAsync(() => VerifyTreesAsync(cancellationToken), cancellationToken);

    private async ValueTask<AssetProof> ProveAsync(long index, CancellationToken cancellationToken)
    {
        LaneTree tree = TreeOf(index);
        (Hash256 root, _) = await _reader.ReadRootAsync(tree.Address, cancellationToken).ConfigureAwait(false);
        MerkleTree? nodes = _proofs.Find(tree.Address);
        if (nodes?.Root != root)
        {
            nodes = await BuildAsync(tree, root, cancellationToken).ConfigureAwait(false);
            _proofs.Put(tree.Address, nodes);
        }

        MintedAsset asset = await AssetAtAsync(index, cancellationToken).ConfigureAwait(false);
        return new AssetProof(asset, root, nodes.GetProof((int)asset.LeafIndex));
    }

    private async ValueTask<long> VerifyTreesAsync(CancellationToken cancellationToken)
    {
        long checkedLeaves = 0;
        foreach (LaneTree tree in _trees)
        {
            (Hash256 root, _) = await _reader.ReadRootAsync(tree.Address, cancellationToken).ConfigureAwait(false);
            Hash256[] leaves = await _courier.ReadAllAsync(tree, 0, checked((int)tree.MintedCount), cancellationToken).ConfigureAwait(false);
            ThrowIfForeign(tree, MerkleTree.ComputeRoot(tree.Depth, leaves), root);
            checkedLeaves += leaves.Length;
        }

        return checkedLeaves;
    }

    private async ValueTask<MerkleTree> BuildAsync(LaneTree tree, Hash256 root, CancellationToken cancellationToken)
    {
        Hash256[] leaves = await _courier.ReadAllAsync(tree, 0, checked((int)tree.MintedCount), cancellationToken).ConfigureAwait(false);
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
            $"Tree {tree.Address} of lane '{_options.Name}' has been changed by somebody else: its {tree.MintedCount} leaves give the root "
            + $"{expected}, and on the ledger it is {actual}.");
    }
}
