using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Bubblegum;

/// <content>Changing metadata.</content>
public static partial class BubblegumInstructions
{
    /// <summary>Changes the metadata of an asset of version 1.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="current">Its metadata as it stands in the tree.</param>
    /// <param name="update">What to change.</param>
    /// <param name="authority">The tree's creator or delegate, or who decides over the asset's collection if that is verified;
    /// signs.</param>
    /// <param name="payer">Signs.</param>
    /// <param name="authorityRecord">The account that makes the authority a delegate of the collection's; null if it is none.</param>
    /// <exception cref="ArgumentException">The asset is of version 2, or the metadata is not its own.</exception>
    public static Instruction UpdateMetadata(
        ProvenLeaf asset,
        MetadataArgs current,
        MetadataUpdate update,
        PublicKey authority,
        PublicKey payer,
        PublicKey? authorityRecord = null)
    {
        ArgumentNullException.ThrowIfNull(update);
        byte[] encoded = EncodeCurrent(asset, current);
        PublicKey? collection = current.Collection is { IsVerified: true } claim ? claim.Key : null;
        return Call(
            [
                AccountMeta.ReadOnly(asset.TreeAuthority),
                AccountMeta.ReadOnly(authority, isSigner: true),
                Optional(collection),
                Optional(collection is { } mint ? ProgramAddress.TokenMetadata(mint) : null),
                Optional(authorityRecord),
                AccountMeta.ReadOnly(asset.Leaf.Owner),
                AccountMeta.ReadOnly(asset.Leaf.Delegate),
                AccountMeta.ReadOnly(payer, isSigner: true),
                AccountMeta.Writable(asset.Tree),
                .. CollectionPrograms(),
                .. asset.ProofAccounts,
            ],
            UpdateData(asset, [.. encoded, .. update.Encode()]));
    }

    /// <summary>Changes the metadata of an asset of version 2.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="current">Its metadata as it stands in the tree, which names the collection that it is in.</param>
    /// <param name="update">What to change.</param>
    /// <param name="authority">Who decides over the asset's collection, or over the tree where it is in none; signs.</param>
    /// <param name="payer">Pays; signs.</param>
    /// <exception cref="ArgumentException">The asset is of version 1, or the metadata is not its own.</exception>
    public static Instruction UpdateMetadataV2(
        ProvenLeaf asset, MetadataArgsV2 current, MetadataUpdate update, PublicKey authority, PublicKey payer)
    {
        ArgumentNullException.ThrowIfNull(update);
        byte[] encoded = EncodeCurrent(asset, current);
        return Call(
            [
                .. Actors(asset, payer, authority),
                AccountMeta.ReadOnly(asset.Leaf.Owner),
                AccountMeta.ReadOnly(asset.Leaf.Delegate),
                AccountMeta.Writable(asset.Tree),
                Optional(current.Collection),
                .. TailV2(asset),
            ],
            LeafDataV2(Discriminators.UpdateMetadataV2, asset, LeafHashes.None, [.. encoded, .. update.Encode()]));
    }
}
