using System.Collections;
using Piwa.Chain.Hashing;
using Piwa.Chain.Provenance;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Verification;

/// <summary>What was submitted to an oracle, as rows of a shard.</summary>
/// <param name="assets">The assets.</param>
internal sealed class ExaminedRows(IReadOnlyList<SubmittedAsset> assets) : IReadOnlyList<ShardAsset>
{
    public int Count => assets.Count;

    public ShardAsset this[int index]
    {
        get
        {
            SubmittedAsset asset = assets[index];
            return new ShardAsset(
                asset.Index,
                new AssetHashes(Of(asset.Mesh), Of(asset.Texture), Of(asset.Scene), Of(asset.Views), Of(asset.Asset)),
                asset.Labels is { } labels ? Of(labels) : null);
        }
    }

    public IEnumerator<ShardAsset> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static ContentHash Of(Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        hash.CopyTo(bytes);
        return new ContentHash(bytes);
    }
}
