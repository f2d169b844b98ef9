namespace Piwa.Chain.Bubblegum;

/// <summary>The errors of the Bubblegum program, with their codes on chain.</summary>
/// <remarks>Source: the program's own list; those about Token Metadata's collections, redemption and decompression are left out.</remarks>
public enum BubblegumError
{
    /// <summary>The tree was made for the other version of leaves.</summary>
    UnsupportedSchemaVersion = 6003,

    /// <summary>The creators' shares do not make 100.</summary>
    CreatorShareTotalMustBe100 = 6004,

    /// <summary>A creator is named twice.</summary>
    DuplicateCreatorAddress = 6005,

    /// <summary>A verified creator does not sign.</summary>
    CreatorDidNotVerify = 6006,

    /// <summary>The metadata does not name the creator who signs.</summary>
    CreatorNotFound = 6007,

    /// <summary>The metadata names no creators.</summary>
    NoCreatorsPresent = 6008,

    /// <summary>The hash in the leaf is not that of the metadata's creators.</summary>
    CreatorHashMismatch = 6009,

    /// <summary>The hash in the leaf is not that of the metadata.</summary>
    DataHashMismatch = 6010,

    /// <summary>There are more than five creators.</summary>
    CreatorsTooLong = 6011,

    /// <summary>The name is longer than 32 bytes.</summary>
    MetadataNameTooLong = 6012,

    /// <summary>The symbol is longer than 10 bytes.</summary>
    MetadataSymbolTooLong = 6013,

    /// <summary>The URI is longer than 200 bytes.</summary>
    MetadataUriTooLong = 6014,

    /// <summary>The seller's fee exceeds 10,000 basis points.</summary>
    MetadataBasisPointsTooHigh = 6015,

    /// <summary>Neither the tree's creator nor its delegate signs, and the tree is not public.</summary>
    TreeAuthorityIncorrect = 6016,

    /// <summary>The tree is full.</summary>
    InsufficientMintCapacity = 6017,

    /// <summary>A sum of lamports overflows.</summary>
    NumericalOverflowError = 6018,

    /// <summary>The collection is not an account of Metaplex Core.</summary>
    IncorrectOwner = 6019,

    /// <summary>The metadata says that its collection is verified, which this instruction cannot do.</summary>
    CollectionCannotBeVerifiedInThisInstruction = 6020,

    /// <summary>The metadata names no collection.</summary>
    CollectionNotFound = 6021,

    /// <summary>Neither the asset's owner nor their delegate signs.</summary>
    LeafAuthorityMustSign = 6025,

    /// <summary>Who signs does not decide over the collection.</summary>
    InvalidCollectionAuthority = 6028,

    /// <summary>The metadata names a verified collection, whose mint is not given.</summary>
    MissingCollectionMintAccount = 6034,

    /// <summary>The metadata names a verified collection, whose own metadata is not given.</summary>
    MissingCollectionMetadataAccount = 6035,

    /// <summary>The collection is not the one that the metadata names.</summary>
    CollectionMismatch = 6036,

    /// <summary>The metadata says that it does not change.</summary>
    MetadataImmutable = 6037,

    /// <summary>The first sale has happened, and cannot be set again.</summary>
    PrimarySaleCanOnlyBeFlippedToTrue = 6038,

    /// <summary>A verified creator would vanish or become unverified.</summary>
    CreatorDidNotUnverify = 6039,

    /// <summary>The token standard is not <see cref="TokenStandard.NonFungible"/>.</summary>
    InvalidTokenStandard = 6040,

    /// <summary>The tree's canopy leaves proofs too long.</summary>
    InvalidCanopySize = 6041,

    /// <summary>The asset is frozen.</summary>
    AssetIsFrozen = 6045,

    /// <summary>The asset is tied to its owner.</summary>
    AssetIsNonTransferable = 6046,

    /// <summary>Who signs has no right to this.</summary>
    InvalidAuthority = 6047,

    /// <summary>The whole collection is frozen.</summary>
    CollectionIsFrozen = 6048,

    /// <summary>The collection was not made for compressed NFTs.</summary>
    CollectionMustHaveBubblegumPlugin = 6049,

    /// <summary>The program does not offer this yet.</summary>
    NotAvailable = 6050,

    /// <summary>The metadata names a collection, whose account is not given.</summary>
    MissingCollectionAccount = 6051,

    /// <summary>The asset is in this collection already.</summary>
    AlreadyInCollection = 6053,

    /// <summary>The asset is in no collection, and none is given to put it into.</summary>
    AlreadyNotInCollection = 6054,

    /// <summary>The address that signs calls of Metaplex Core is not given.</summary>
    MissingMplCoreCpiSignerAccount = 6055,

    /// <summary>The asset's delegate has not frozen it.</summary>
    AssetIsNotFrozen = 6056,
}
