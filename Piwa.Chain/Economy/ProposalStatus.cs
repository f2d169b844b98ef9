namespace Piwa.Chain.Economy;

/// <summary>Where a proposal stands.</summary>
/// <param name="Proposal">The proposal.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="LiveAt">When its last vote went or goes live.</param>
/// <param name="EndsAt">When that vote ends: from then on votes are counted, and no more are taken.</param>
/// <param name="For">Stake that has voted for it in that vote.</param>
/// <param name="Against">Stake that has voted against it in that vote.</param>
public sealed record ProposalStatus(
    Proposal Proposal, ProposalPhase Phase, DateTimeOffset LiveAt, DateTimeOffset EndsAt, Amount For, Amount Against);
