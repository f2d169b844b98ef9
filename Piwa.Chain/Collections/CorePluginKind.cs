namespace Piwa.Chain.Collections;

/// <summary>What a plugin of a Core collection is for. These are the ones that a collection of compressed NFTs may have.</summary>
/// <remarks>Source: mpl_core::types::PluginType.</remarks>
public enum CorePluginKind
{
    /// <summary>Royalties, and the programs that may or may not hold the assets.</summary>
    Royalties = 0,

    /// <summary>More who may change the collection.</summary>
    UpdateDelegate = 4,

    /// <summary>Who may freeze assets, and the whole collection.</summary>
    PermanentFreezeDelegate = 5,

    /// <summary>Pairs of keys and values.</summary>
    Attributes = 6,

    /// <summary>Who may transfer assets.</summary>
    PermanentTransferDelegate = 7,

    /// <summary>Who may burn assets.</summary>
    PermanentBurnDelegate = 8,

    /// <summary>Lets the collection hold compressed NFTs; can only be there from the start.</summary>
    BubblegumV2 = 15,
}
