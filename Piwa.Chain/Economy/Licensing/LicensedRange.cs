using System.Text.Json.Serialization;

namespace Piwa.Chain.Economy.Licensing;

/// <summary>Shards of a data set that a licence is for.</summary>
/// <param name="Dataset">The market's name for the data set.</param>
/// <param name="Campaign">Hash of the campaign's description: 64 hexadecimal digits.</param>
/// <param name="Root">The data set's root when it was licensed: 64 hexadecimal digits.</param>
/// <param name="FirstAsset">Index of the first asset.</param>
/// <param name="LastAsset">Index of the last asset.</param>
/// <param name="Assets">Assets that are there, of these: what is paid for.</param>
/// <param name="Shards">The shards that have them. They come whole, and all of what is in them is licensed.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record LicensedRange(
    string Dataset, string Campaign, string Root, ulong FirstAsset, ulong LastAsset, long Assets, int Shards, long Bytes)
{
    /// <summary>Whether a work unit has any of its assets.</summary>
    /// <param name="firstAsset">Index of the unit's first asset.</param>
    /// <param name="assets">How many it has.</param>
    public bool Meets(ulong firstAsset, int assets) => firstAsset <= LastAsset && firstAsset + (ulong)assets > FirstAsset;

    /// <summary>Whether it can be: its numbers are in order, and its texts are what they should be.</summary>
    [JsonIgnore]
    internal bool IsSound => LastAsset >= FirstAsset && Assets > 0 && Shards > 0 && Bytes > 0
        && Dataset.Length > 0 && !Dataset.Any(char.IsControl) && IsHash(Campaign) && IsHash(Root);

    private static bool IsHash(string text)
    {
        const int Digits = 64;
        return text.Length == Digits && text.All(char.IsAsciiHexDigitLower);
    }
}
