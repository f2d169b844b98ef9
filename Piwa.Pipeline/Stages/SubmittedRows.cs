using System.Collections;
using Piwa.Chain.Hashing;
using Piwa.Chain.Provenance;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>The rows of a shard as an oracle reads them.</summary>
/// <param name="rows">The rows.</param>
internal sealed class SubmittedRows(IReadOnlyList<ShardAsset> rows) : IReadOnlyList<SubmittedAsset>
{
    public int Count => rows.Count;

    public SubmittedAsset this[int index]
    {
        get
        {
            ShardAsset row = rows[index];
            return new SubmittedAsset(
                row.AssetIndex,
                Of(row.Hashes.Mesh),
                Of(row.Hashes.Texture),
                Of(row.Hashes.Scene),
                Of(row.Hashes.Views),
                Of(row.Hash),
                row.Labels is { } labels ? Of(labels) : null);
        }
    }

    public IEnumerator<SubmittedAsset> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Hash256 Of(ContentHash hash) => new(hash.Bytes);
}
