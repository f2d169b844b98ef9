namespace Piwa.Chain.Bubblegum;

/// <summary>The errors of the Bubblegum program that minting can meet, with their codes on chain.</summary>
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

    /// <summary>The metadata says that its collection is verified, which this instruction cannot do.</summary>
    CollectionCannotBeVerifiedInThisInstruction = 6020,

    /// <summary>The token standard is not <see cref="TokenStandard.NonFungible"/>.</summary>
    InvalidTokenStandard = 6040,

    /// <summary>The tree's canopy leaves proofs too long.</summary>
    InvalidCanopySize = 6041,
}
