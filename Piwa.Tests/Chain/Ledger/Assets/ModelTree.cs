using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Ledger.Assets;

/// <summary>A tree as it must be.</summary>
internal sealed class ModelTree(PublicKey key, LeafVersion version, TreeSize size)
{
    public PublicKey Key { get; } = key;

    public LeafVersion Version { get; } = version;

    public TreeSize Size { get; } = size;

    public List<Hash256> Leaves { get; } = [];

    public bool IsFull => Leaves.Count == 1 << Size.Depth;

    public Hash256 Root => MerkleTree.ComputeRoot(Size.Depth, Leaves.ToArray());

    public ProvenLeaf Prove(LeafSchema leaf)
    {
        MerkleTree tree = MerkleTree.Build(Size.Depth, Leaves.ToArray());
        return new ProvenLeaf(Key, leaf, tree.Root, tree.GetProof((int)leaf.Nonce), Size.CanopyDepth);
    }
}
