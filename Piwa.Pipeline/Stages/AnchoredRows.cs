using Piwa.Chain.Anchoring;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>A shard's rows as they are anchored: a pure function of indices, content and owner, so that anyone can compute it again.</summary>
internal static class AnchoredRows
{
    /// <param name="rows">The rows: at least one.</param>
    /// <param name="owners">Who owns the assets; null for whoever signs.</param>
    /// <param name="signer">The wallet that signs the shard.</param>
    public static AnchoredShard Of(IReadOnlyList<ShardAsset> rows, AssetOwners? owners, PublicKey signer) => new(
    [
        .. rows.Select(row => AnchoredAsset.Of(
            row.AssetIndex, new Hash256(row.Hash.Bytes), owners?.Of(row.AssetIndex, signer) ?? signer, AssetMetadata.Of(row.AssetIndex, row.Hash))),
    ]);
}
