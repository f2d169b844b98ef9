namespace Piwa.Chain.Bubblegum;

/// <summary>The token program that an asset would be decompressed with.</summary>
public enum TokenProgramVersion
{
    /// <summary>SPL Token.</summary>
    Original = 0,

    /// <summary>Token 2022.</summary>
    Token2022 = 1,
}
