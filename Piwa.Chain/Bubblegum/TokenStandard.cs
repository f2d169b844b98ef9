namespace Piwa.Chain.Bubblegum;

/// <summary>What kind of token metadata describes. Bubblegum mints <see cref="NonFungible"/> only.</summary>
public enum TokenStandard
{
    /// <summary>One of a kind.</summary>
    NonFungible = 0,

    /// <summary>One of many, with a use beyond payment.</summary>
    FungibleAsset = 1,

    /// <summary>A currency.</summary>
    Fungible = 2,

    /// <summary>A print of an original.</summary>
    NonFungibleEdition = 3,
}
