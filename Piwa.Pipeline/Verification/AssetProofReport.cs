using Piwa.Chain.Anchoring;
using Piwa.Chain.Minting;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Verification;

/// <summary>What proves an asset, and what was found when it was checked.</summary>
/// <param name="Shard">The record of its shard.</param>
/// <param name="Asset">The asset's hashes, as its row has them.</param>
/// <param name="Minted">The proof that it is minted; null if it is not, or the proof does not hold.</param>
/// <param name="Anchored">The proof that its shard is anchored; null if it is not, or the proof does not hold.</param>
/// <param name="IsShardSigned">Whether the shard's record is a proof of render that holds.</param>
/// <param name="Findings">What is wrong or not there yet, in sentences; empty if the asset is proven.</param>
public sealed record AssetProofReport(
    ShardRecord Shard, ShardAsset Asset, AssetProof? Minted, AnchorProof? Anchored, bool IsShardSigned, IReadOnlyList<string> Findings)
{
    /// <summary>Address of the wallet that owns the asset: the one that signs its shard, or who uploaded it.</summary>
    public required string Owner { get; init; }
}
