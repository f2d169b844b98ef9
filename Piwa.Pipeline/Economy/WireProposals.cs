namespace Piwa.Pipeline.Economy;

/// <summary>Proposals, and what they are signed for.</summary>
/// <param name="Ledger">The ledger of value's id.</param>
/// <param name="Proposals">All of them.</param>
internal sealed record WireProposals(string Ledger, IReadOnlyList<MarketProposal> Proposals);
