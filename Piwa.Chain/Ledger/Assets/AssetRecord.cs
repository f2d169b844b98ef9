using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Ledger.Assets;

/// <summary>What the index keeps of an asset: numbers, and where the rest stands in the log.</summary>
internal struct AssetRecord
{
    public PublicKey Id;

    /// <summary>Number of changes of the tree up to the asset's last one.</summary>
    public ulong SequenceNumber;

    /// <summary>The tree, by its number in the index.</summary>
    public int Tree;

    /// <summary>Index of the leaf, which is the nonce as well: trees of Bubblegum only grow at their end.</summary>
    public uint LeafIndex;

    /// <summary>The owner, by the key's number in the index.</summary>
    public int Owner;

    /// <summary>The delegate, by the key's number in the index.</summary>
    public int Delegate;

    /// <summary>What many assets have in common, by its number in the index.</summary>
    public int Profile;

    /// <summary>The transaction whose instruction tells the metadata, by its number in the ledger.</summary>
    public int MetadataTransaction;

    /// <summary>The newest event of the asset's leaf, by its number in the index.</summary>
    public int LastEvent;

    /// <summary>A hash of the URI, which spares reading those that are others.</summary>
    public int UriHash;

    /// <summary>The instruction of <see cref="MetadataTransaction"/>.</summary>
    public byte MetadataInstruction;

    public LeafVersion Version;

    /// <summary><see cref="LeafSchema.Flags"/>.</summary>
    public byte Flags;

    public bool IsBurnt;
}
