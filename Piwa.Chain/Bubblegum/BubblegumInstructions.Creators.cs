using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Bubblegum;

/// <content>Creators who vouch for an asset, or no longer do.</content>
public static partial class BubblegumInstructions
{
    /// <summary>A creator vouches for an asset of version 1.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="metadata">Its metadata as it stands in the tree.</param>
    /// <param name="creator">The creator; signs.</param>
    /// <param name="payer">Signs.</param>
    /// <exception cref="ArgumentException">The asset is of version 2, or the metadata is not its own or names no such creator.</exception>
    public static Instruction VerifyCreator(ProvenLeaf asset, MetadataArgs metadata, PublicKey creator, PublicKey payer) =>
        ChangeCreator(Discriminators.VerifyCreator, asset, metadata, creator, payer);

    /// <summary>A creator no longer vouches for an asset of version 1.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="metadata">Its metadata as it stands in the tree.</param>
    /// <param name="creator">The creator; signs.</param>
    /// <param name="payer">Signs.</param>
    /// <exception cref="ArgumentException">The asset is of version 2, or the metadata is not its own or names no such creator.</exception>
    public static Instruction UnverifyCreator(ProvenLeaf asset, MetadataArgs metadata, PublicKey creator, PublicKey payer) =>
        ChangeCreator(Discriminators.UnverifyCreator, asset, metadata, creator, payer);

    /// <summary>A creator vouches for an asset of version 2.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="metadata">Its metadata as it stands in the tree.</param>
    /// <param name="creator">The creator; signs.</param>
    /// <param name="payer">Pays; signs.</param>
    /// <exception cref="ArgumentException">The asset is of version 1, or the metadata is not its own or names no such creator.</exception>
    public static Instruction VerifyCreatorV2(ProvenLeaf asset, MetadataArgsV2 metadata, PublicKey creator, PublicKey payer) =>
        ChangeCreatorV2(Discriminators.VerifyCreatorV2, asset, metadata, creator, payer);

    /// <summary>A creator no longer vouches for an asset of version 2.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="metadata">Its metadata as it stands in the tree.</param>
    /// <param name="creator">The creator; signs.</param>
    /// <param name="payer">Pays; signs.</param>
    /// <exception cref="ArgumentException">The asset is of version 1, or the metadata is not its own or names no such creator.</exception>
    public static Instruction UnverifyCreatorV2(ProvenLeaf asset, MetadataArgsV2 metadata, PublicKey creator, PublicKey payer) =>
        ChangeCreatorV2(Discriminators.UnverifyCreatorV2, asset, metadata, creator, payer);

    private static Instruction ChangeCreator(
        ReadOnlySpan<byte> discriminator, ProvenLeaf asset, MetadataArgs metadata, PublicKey creator, PublicKey payer)
    {
        byte[] encoded = EncodeCurrent(asset, metadata);
        ThrowUnlessNamed(metadata.Creators, creator, metadata.Name);
        return Call(
            [
                AccountMeta.ReadOnly(asset.TreeAuthority),
                AccountMeta.ReadOnly(asset.Leaf.Owner),
                AccountMeta.ReadOnly(asset.Leaf.Delegate),
                AccountMeta.Writable(asset.Tree),
                AccountMeta.ReadOnly(payer, isSigner: true),
                AccountMeta.ReadOnly(creator, isSigner: true),
                .. Tail(asset),
            ],
            LeafData(discriminator, asset, encoded));
    }

    private static Instruction ChangeCreatorV2(
        ReadOnlySpan<byte> discriminator, ProvenLeaf asset, MetadataArgsV2 metadata, PublicKey creator, PublicKey payer)
    {
        byte[] encoded = EncodeCurrent(asset, metadata);
        ThrowUnlessNamed(metadata.Creators, creator, metadata.Name);
        return Call(
            [
                .. Actors(asset, payer, creator),
                AccountMeta.ReadOnly(asset.Leaf.Owner),
                AccountMeta.ReadOnly(asset.Leaf.Delegate),
                AccountMeta.Writable(asset.Tree),
                .. TailV2(asset),
            ],
            LeafDataV2(discriminator, asset, LeafHashes.None, encoded));
    }

    private static byte[] EncodeCurrent(ProvenLeaf asset, MetadataArgs metadata)
    {
        ArgumentNullException.ThrowIfNull(asset);
        ArgumentNullException.ThrowIfNull(metadata);
        asset.ThrowUnless(LeafVersion.V1);
        asset.ThrowUnlessDescribedBy(metadata.DataHash(), metadata.CreatorHash(), metadata.Name);
        return metadata.Encode();
    }

    private static byte[] EncodeCurrent(ProvenLeaf asset, MetadataArgsV2 metadata)
    {
        ArgumentNullException.ThrowIfNull(asset);
        ArgumentNullException.ThrowIfNull(metadata);
        asset.ThrowUnless(LeafVersion.V2);
        asset.ThrowUnlessDescribedBy(metadata.DataHash(), metadata.CreatorHash(), metadata.Name);
        return metadata.Encode();
    }

    private static void ThrowUnlessNamed(IReadOnlyList<Creator> creators, PublicKey creator, string name)
    {
        if (!creators.Any(each => each.Address == creator))
            throw new ArgumentException($"The metadata of '{name}' does not name {creator} among its creators.", nameof(creator));
    }
}
