namespace Piwa.Chain.Ledger.Assets;

/// <summary>What an instruction of Bubblegum does, by the name that indexers give it.</summary>
internal enum BubblegumOperation : byte
{
    Unknown,
    CreateTree,
    CreateTreeV2,
    MintV1,
    MintToCollectionV1,
    MintV2,
    Transfer,
    TransferV2,
    Burn,
    BurnV2,
    Delegate,
    DelegateV2,
    DelegateAndFreezeV2,
    ThawAndRevokeV2,
    FreezeV2,
    ThawV2,
    SetNonTransferableV2,
    VerifyCreator,
    UnverifyCreator,
    VerifyCreatorV2,
    UnverifyCreatorV2,
    VerifyCollection,
    UnverifyCollection,
    SetAndVerifyCollection,
    SetCollectionV2,
    UpdateMetadata,
    UpdateMetadataV2,
}
