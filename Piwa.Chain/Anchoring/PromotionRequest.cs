using Piwa.Chain.Bubblegum;

namespace Piwa.Chain.Anchoring;

/// <summary>An anchored asset to mint.</summary>
/// <param name="Proof">That it is anchored: <see cref="AnchoringLane.GetProofAsync"/>.</param>
/// <param name="Metadata">Its metadata, which the anchored leaf commits to.</param>
public sealed record PromotionRequest(AnchorProof Proof, MetadataArgs Metadata)
{
    /// <summary>What tells the asset from all others that the lane has anchored: its shard and its row.</summary>
    internal (long Shard, uint Row) Key => (Proof.Anchor.Index, Proof.InShard.Index);
}
