using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>A row without its content: which asset it is, and what that hashes to.</summary>
/// <param name="AssetIndex">Index of the asset.</param>
/// <param name="Hashes">Content hashes of the asset and its components.</param>
/// <param name="Labels">Content hash of its labels; null where the campaign has none.</param>
public readonly record struct ShardAsset(ulong AssetIndex, AssetHashes Hashes, ContentHash? Labels)
{
    /// <summary>Content hash of the asset.</summary>
    public ContentHash Hash => Hashes.Asset;

    internal static ShardAsset Of(AssetRow row) => new(row.AssetIndex, row.Hashes, row.Labels?.Hash);
}
