using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Bubblegum;

/// <content>Collections: those of Token Metadata for version 1, those of Metaplex Core for version 2.</content>
public static partial class BubblegumInstructions
{
    /// <summary>Mints an asset into a tree of version 1, and into a collection.</summary>
    /// <param name="accounts">The tree and who signs for it.</param>
    /// <param name="owner">Who will own the asset.</param>
    /// <param name="delegateKey">Who may act for the owner; the owner themself if nobody else.</param>
    /// <param name="metadata">The metadata, which names the collection. The program verifies the collection before it hashes: the leaf
    /// is that of <see cref="MetadataArgs.WithVerifiedCollection"/>.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="verifiedCreators">Creators besides payer and delegate that sign, and so may be verified.</param>
    /// <exception cref="InvalidMetadataException">The program would refuse the metadata.</exception>
    /// <exception cref="ArgumentException">The metadata does not name the collection.</exception>
    public static Instruction MintToCollectionV1(
        MintAccounts accounts,
        PublicKey owner,
        PublicKey delegateKey,
        MetadataArgs metadata,
        CollectionAccounts collection,
        params ReadOnlySpan<PublicKey> verifiedCreators)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(collection);
        if (metadata.Collection?.Key != collection.Mint)
            throw new ArgumentException($"The metadata of '{metadata.Name}' does not name collection {collection.Mint}.", nameof(metadata));
        if (metadata.FirstViolation() is { } error and not BubblegumError.CollectionCannotBeVerifiedInThisInstruction)
            throw new InvalidMetadataException(error, metadata.Name);

        return Call(
            [
                AccountMeta.Writable(accounts.TreeAuthority),
                AccountMeta.ReadOnly(owner),
                AccountMeta.ReadOnly(delegateKey),
                AccountMeta.Writable(accounts.Tree),
                AccountMeta.ReadOnly(accounts.Payer, isSigner: true),
                AccountMeta.ReadOnly(accounts.TreeDelegate, isSigner: true),
                .. Accounts(collection),
                .. CollectionPrograms(),
                .. Signers(verifiedCreators),
            ],
            [.. Discriminators.MintToCollectionV1, .. metadata.Encode()]);
    }

    /// <summary>Confirms that an asset of version 1 belongs to the collection that its metadata names.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="metadata">Its metadata as it stands in the tree.</param>
    /// <param name="collection">The collection; its authority signs.</param>
    /// <param name="payer">Signs.</param>
    /// <param name="treeDelegate">The tree's creator or delegate.</param>
    /// <exception cref="ArgumentException">The asset is of version 2, or the metadata is not its own.</exception>
    public static Instruction VerifyCollection(
        ProvenLeaf asset, MetadataArgs metadata, CollectionAccounts collection, PublicKey payer, PublicKey treeDelegate) =>
        ChangeCollection(Discriminators.VerifyCollection, asset, metadata, collection, payer, AccountMeta.ReadOnly(treeDelegate), []);

    /// <summary>Takes back that an asset of version 1 belongs to a collection.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="metadata">Its metadata as it stands in the tree.</param>
    /// <param name="collection">The collection; its authority signs.</param>
    /// <param name="payer">Signs.</param>
    /// <param name="treeDelegate">The tree's creator or delegate.</param>
    /// <exception cref="ArgumentException">The asset is of version 2, or the metadata is not its own.</exception>
    public static Instruction UnverifyCollection(
        ProvenLeaf asset, MetadataArgs metadata, CollectionAccounts collection, PublicKey payer, PublicKey treeDelegate) =>
        ChangeCollection(Discriminators.UnverifyCollection, asset, metadata, collection, payer, AccountMeta.ReadOnly(treeDelegate), []);

    /// <summary>Puts an asset of version 1 into a collection, whatever its metadata named before.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="metadata">Its metadata as it stands in the tree.</param>
    /// <param name="collection">The collection; its authority signs.</param>
    /// <param name="payer">Signs.</param>
    /// <param name="treeDelegate">The tree's creator or delegate; signs.</param>
    /// <exception cref="ArgumentException">The asset is of version 2, or the metadata is not its own.</exception>
    public static Instruction SetAndVerifyCollection(
        ProvenLeaf asset, MetadataArgs metadata, CollectionAccounts collection, PublicKey payer, PublicKey treeDelegate)
    {
        ArgumentNullException.ThrowIfNull(collection);
        return ChangeCollection(
            Discriminators.SetAndVerifyCollection,
            asset,
            metadata,
            collection,
            payer,
            AccountMeta.ReadOnly(treeDelegate, isSigner: true),
            collection.Mint.ToArray());
    }

    /// <summary>Puts an asset of version 2 into a Core collection, or takes it out of one.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="metadata">Its metadata as it stands in the tree, which names the collection that it is in.</param>
    /// <param name="authority">Who decides over the collection that the asset is in, or over the tree where it is in none; signs.</param>
    /// <param name="payer">Pays; signs.</param>
    /// <param name="newCollection">The collection to put it into; null to take it out.</param>
    /// <param name="newAuthority">Who decides over that collection; signs. Null if it is <paramref name="authority"/>.</param>
    /// <exception cref="ArgumentException">The asset is of version 1, or the metadata is not its own.</exception>
    public static Instruction SetCollectionV2(
        ProvenLeaf asset,
        MetadataArgsV2 metadata,
        PublicKey authority,
        PublicKey payer,
        PublicKey? newCollection,
        PublicKey? newAuthority = null)
    {
        byte[] encoded = EncodeCurrent(asset, metadata);
        return Call(
            [
                .. Actors(asset, payer, authority),
                Optional(newAuthority, isSigner: true),
                AccountMeta.ReadOnly(asset.Leaf.Owner),
                AccountMeta.ReadOnly(asset.Leaf.Delegate),
                AccountMeta.Writable(asset.Tree),
                Optional(metadata.Collection, isWritable: true),
                Optional(newCollection, isWritable: true),
                AccountMeta.ReadOnly(ProgramAddress.CoreSigner),
                .. TailV2(asset, callsCore: true),
            ],
            LeafDataV2(Discriminators.SetCollectionV2, asset, LeafHashes.None, encoded));
    }

    private static Instruction ChangeCollection(
        ReadOnlySpan<byte> discriminator,
        ProvenLeaf asset,
        MetadataArgs metadata,
        CollectionAccounts collection,
        PublicKey payer,
        AccountMeta treeDelegate,
        ReadOnlySpan<byte> rest)
    {
        ArgumentNullException.ThrowIfNull(collection);
        byte[] encoded = EncodeCurrent(asset, metadata);
        return Call(
            [
                AccountMeta.ReadOnly(asset.TreeAuthority),
                AccountMeta.ReadOnly(asset.Leaf.Owner),
                AccountMeta.ReadOnly(asset.Leaf.Delegate),
                AccountMeta.Writable(asset.Tree),
                AccountMeta.ReadOnly(payer, isSigner: true),
                treeDelegate,
                .. Accounts(collection),
                .. CollectionPrograms(),
                .. asset.ProofAccounts,
            ],
            LeafData(discriminator, asset, [.. encoded, .. rest]));
    }

    private static AccountMeta[] Accounts(CollectionAccounts collection) =>
        [
            AccountMeta.ReadOnly(collection.Authority, isSigner: true),
            Optional(collection.AuthorityRecord),
            AccountMeta.ReadOnly(collection.Mint),
            AccountMeta.Writable(collection.Metadata),
            AccountMeta.ReadOnly(collection.Edition),
            AccountMeta.ReadOnly(ProgramAddress.CollectionSigner),
        ];

    private static AccountMeta[] CollectionPrograms() =>
        [
            AccountMeta.ReadOnly(ProgramIds.SplNoop),
            AccountMeta.ReadOnly(ProgramIds.SplAccountCompression),
            AccountMeta.ReadOnly(ProgramIds.TokenMetadata),
            AccountMeta.ReadOnly(ProgramIds.System),
        ];
}
