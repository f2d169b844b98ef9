using Piwa.Chain.Bubblegum;

namespace Piwa.Tests.Chain.Ledger.Assets;

/// <summary>An asset as it must be.</summary>
internal sealed class ModelAsset(ModelTree tree, LeafSchema leaf)
{
    public ModelTree Tree { get; } = tree;

    public LeafSchema Leaf { get; private set; } = leaf;

    public MetadataArgs? Metadata { get; set; }

    public MetadataArgsV2? MetadataV2 { get; set; }

    public bool IsBurned { get; private set; }

    public ProvenLeaf Proven => Tree.Prove(Leaf);

    public void Become(LeafSchema leaf)
    {
        Leaf = leaf;
        Tree.Leaves[(int)leaf.Nonce] = leaf.Hash();
    }

    public void Burn()
    {
        IsBurned = true;
        Tree.Leaves[(int)Leaf.Nonce] = default;
    }
}
