using Piwa.Chain.Economy;

namespace Piwa.Pipeline.Economy;

/// <summary>A proposal, signed.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Kind">What kind it is.</param>
/// <param name="Parameter">Which parameter.</param>
/// <param name="Value">Its value.</param>
/// <param name="LiveAt">When its vote goes live, in milliseconds since 1970.</param>
/// <param name="Amends">The proposal that it amends; empty if it amends none.</param>
/// <param name="Proposer">The wallet.</param>
/// <param name="SignedAt">When it was signed, in milliseconds since 1970.</param>
/// <param name="Signature">The wallet's signature.</param>
internal sealed record WireProposal(
    string Id, ProposalKind Kind, string Parameter, long Value, long LiveAt, string Amends, string Proposer, long SignedAt, string Signature);
