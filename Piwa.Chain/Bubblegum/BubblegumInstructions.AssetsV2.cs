using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Bubblegum;

/// <content>Transfer, burn and delegate of assets of version 2. Each pays the program a fee from the payer.</content>
public static partial class BubblegumInstructions
{
    /// <summary>Gives an asset of version 2 to another owner; nobody acts for them until they say so.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="newOwner">Who will own it.</param>
    /// <param name="authority">The owner, their delegate, or who the collection lets transfer for good; signs.</param>
    /// <param name="payer">Pays; signs.</param>
    /// <param name="collection">The asset's Core collection; null if it is in none.</param>
    /// <exception cref="ArgumentException">The asset is of version 1 or of another collection.</exception>
    public static Instruction TransferV2(
        ProvenLeaf asset, PublicKey newOwner, PublicKey authority, PublicKey payer, PublicKey? collection = null)
    {
        ThrowUnlessV2(asset, collection);
        return Call(
            [
                .. Actors(asset, payer, authority),
                AccountMeta.ReadOnly(asset.Leaf.Owner),
                AccountMeta.ReadOnly(asset.Leaf.Delegate),
                AccountMeta.ReadOnly(newOwner),
                AccountMeta.Writable(asset.Tree),
                Optional(collection),
                .. TailV2(asset),
            ],
            LeafDataV2(Discriminators.TransferV2, asset, LeafHashes.Metadata));
    }

    /// <summary>Destroys an asset of version 2.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="authority">The owner, their delegate, or who the collection lets burn for good; signs.</param>
    /// <param name="payer">Pays; signs.</param>
    /// <param name="collection">The asset's Core collection, which counts one less; null if it is in none.</param>
    /// <exception cref="ArgumentException">The asset is of version 1 or of another collection.</exception>
    public static Instruction BurnV2(ProvenLeaf asset, PublicKey authority, PublicKey payer, PublicKey? collection = null)
    {
        ThrowUnlessV2(asset, collection);
        return Call(
            [
                .. Actors(asset, payer, authority),
                AccountMeta.ReadOnly(asset.Leaf.Owner),
                AccountMeta.ReadOnly(asset.Leaf.Delegate),
                AccountMeta.Writable(asset.Tree),
                Optional(collection, isWritable: true),
                Optional(collection is null ? null : ProgramAddress.CoreSigner),
                .. TailV2(asset, callsCore: true),
            ],
            LeafDataV2(Discriminators.BurnV2, asset, LeafHashes.Metadata));
    }

    /// <summary>Lets somebody act for the owner of an asset of version 2, who signs.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="newDelegate">Who may act for the owner; the owner themself to end it.</param>
    /// <param name="payer">Pays; signs.</param>
    /// <exception cref="ArgumentException">The asset is of version 1.</exception>
    public static Instruction DelegateV2(ProvenLeaf asset, PublicKey newDelegate, PublicKey payer) =>
        DelegateV2(Discriminators.DelegateV2, asset, newDelegate, payer);

    /// <summary>Lets somebody act for the owner of an asset of version 2, who signs, and freezes it in their hands.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="newDelegate">Who may act for the owner, and thaw the asset.</param>
    /// <param name="payer">Pays; signs.</param>
    /// <exception cref="ArgumentException">The asset is of version 1.</exception>
    public static Instruction DelegateAndFreezeV2(ProvenLeaf asset, PublicKey newDelegate, PublicKey payer) =>
        DelegateV2(Discriminators.DelegateAndFreezeV2, asset, newDelegate, payer);

    /// <summary>Thaws an asset of version 2 and ends that its delegate, who signs, acts for the owner.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="payer">Pays; signs.</param>
    /// <exception cref="ArgumentException">The asset is of version 1.</exception>
    public static Instruction ThawAndRevokeV2(ProvenLeaf asset, PublicKey payer)
    {
        ArgumentNullException.ThrowIfNull(asset);
        asset.ThrowUnless(LeafVersion.V2);
        return Call(
            [
                .. Actors(asset, payer, asset.Leaf.Delegate),
                AccountMeta.ReadOnly(asset.Leaf.Owner),
                AccountMeta.Writable(asset.Tree),
                .. TailV2(asset),
            ],
            LeafDataV2(Discriminators.ThawAndRevokeV2, asset, LeafHashes.Metadata | LeafHashes.Collection));
    }

    /// <summary>Freezes an asset of version 2.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="authority">The asset's delegate, or who the collection lets freeze for good; signs.</param>
    /// <param name="payer">Pays; signs.</param>
    /// <param name="collection">The asset's Core collection; null if it is in none.</param>
    /// <exception cref="ArgumentException">The asset is of version 1 or of another collection.</exception>
    public static Instruction FreezeV2(ProvenLeaf asset, PublicKey authority, PublicKey payer, PublicKey? collection = null) =>
        FreezeV2(Discriminators.FreezeV2, asset, authority, payer, collection);

    /// <summary>Thaws an asset of version 2.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="authority">The asset's delegate, or who the collection lets freeze for good; signs.</param>
    /// <param name="payer">Pays; signs.</param>
    /// <param name="collection">The asset's Core collection; null if it is in none.</param>
    /// <exception cref="ArgumentException">The asset is of version 1 or of another collection.</exception>
    public static Instruction ThawV2(ProvenLeaf asset, PublicKey authority, PublicKey payer, PublicKey? collection = null) =>
        FreezeV2(Discriminators.ThawV2, asset, authority, payer, collection);

    /// <summary>Ties an asset of version 2 to its owner for good.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="authority">Who the collection lets freeze for good; signs.</param>
    /// <param name="payer">Pays; signs.</param>
    /// <param name="collection">The asset's Core collection.</param>
    /// <exception cref="ArgumentException">The asset is of version 1 or of another collection.</exception>
    public static Instruction SetNonTransferableV2(ProvenLeaf asset, PublicKey authority, PublicKey payer, PublicKey collection) =>
        FreezeV2(Discriminators.SetNonTransferableV2, asset, authority, payer, collection);

    private static Instruction DelegateV2(ReadOnlySpan<byte> discriminator, ProvenLeaf asset, PublicKey newDelegate, PublicKey payer)
    {
        ArgumentNullException.ThrowIfNull(asset);
        asset.ThrowUnless(LeafVersion.V2);
        return Call(
            [
                .. Actors(asset, payer, asset.Leaf.Owner),
                AccountMeta.ReadOnly(asset.Leaf.Delegate),
                AccountMeta.ReadOnly(newDelegate),
                AccountMeta.Writable(asset.Tree),
                .. TailV2(asset),
            ],
            LeafDataV2(discriminator, asset, LeafHashes.Metadata | LeafHashes.Collection));
    }

    private static Instruction FreezeV2(
        ReadOnlySpan<byte> discriminator, ProvenLeaf asset, PublicKey authority, PublicKey payer, PublicKey? collection)
    {
        ThrowUnlessV2(asset, collection);
        return Call(
            [
                .. Actors(asset, payer, authority),
                AccountMeta.ReadOnly(asset.Leaf.Owner),
                AccountMeta.ReadOnly(asset.Leaf.Delegate),
                AccountMeta.Writable(asset.Tree),
                Optional(collection),
                .. TailV2(asset),
            ],
            LeafDataV2(discriminator, asset, LeafHashes.Metadata));
    }

    /// <summary>The tree's configuration, who pays, and who decides.</summary>
    private static AccountMeta[] Actors(ProvenLeaf asset, PublicKey payer, PublicKey authority) =>
        [
            AccountMeta.Writable(asset.TreeAuthority),
            AccountMeta.Writable(payer, isSigner: true),
            AccountMeta.ReadOnly(authority, isSigner: true),
        ];

    private static void ThrowUnlessV2(ProvenLeaf asset, PublicKey? collection)
    {
        ArgumentNullException.ThrowIfNull(asset);
        asset.ThrowUnless(LeafVersion.V2);
        asset.ThrowUnlessOf(collection);
    }
}
