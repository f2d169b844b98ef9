using Piwa.Chain.Anchoring;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>A shard's rows as they are anchored: a pure function of indices, content and owner, so that anyone can compute it again.</summary>
internal static class AnchoredRows
{
    /// <param name="rows">The rows: at least one.</param>
    /// <param name="owner">The operator's wallet.</param>
    public static AnchoredShard Of(IReadOnlyList<ShardAsset> rows, PublicKey owner) => new(
    [
        .. rows.Select(row => AnchoredAsset.Of(
            row.AssetIndex, new Hash256(row.Hash.Bytes), owner, AssetMetadata.Of(row.AssetIndex, row.Hash))),
    ]);
}
