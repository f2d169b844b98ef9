using Piwa.Chain.Hashing;
using Piwa.Chain.Minting;

namespace Piwa.Chain.Provenance;

/// <summary>What follows from a submission itself.</summary>
/// <param name="Shard">Campaign and shard, as the registry of first uploads names them.</param>
/// <param name="Findings">What is wrong with it; the rest counts if there is nothing.</param>
/// <param name="Mints">What its assets would be minted as, in the order of the rows; each is valid until the next is read.</param>
/// <param name="AnchorRoot">What would be anchored; null for a shard without rows.</param>
public sealed record Examination(
    string Shard, IReadOnlyList<OracleFinding> Findings, IReadOnlyList<MintRequest> Mints, Hash256? AnchorRoot)
{
    /// <summary>Which shard it is: what a signed verdict is of. Null if the examiner does not say.</summary>
    public ShardClaim? Claim { get; init; }
}
