using Piwa.Chain.Economy;

namespace Piwa.Pipeline.Economy;

/// <summary>Where a proposal stands.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Kind">How it is voted on.</param>
/// <param name="Parameter">The parameter.</param>
/// <param name="Value">Its new value, in its unit.</param>
/// <param name="Proposer">The wallet that has made it.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="LiveAt">When its last vote went or goes live, in milliseconds since 1970.</param>
/// <param name="EndsAt">When that vote ends, in milliseconds since 1970.</param>
/// <param name="For">Stake that has voted for it in that vote, in RENDER.</param>
/// <param name="Against">Stake that has voted against it, in RENDER.</param>
public sealed record MarketProposal(
    string Id, ProposalKind Kind, string Parameter, long Value, string Proposer, ProposalPhase Phase, long LiveAt, long EndsAt, string For, string Against);
