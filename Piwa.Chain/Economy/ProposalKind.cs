namespace Piwa.Chain.Economy;

/// <summary>How a proposal is voted on (RNP-000). The numbers stand in the ledger and never change.</summary>
public enum ProposalKind
{
    /// <summary>An initial vote, then a final one.</summary>
    Change = 0,

    /// <summary>A final vote at once, with a larger quorum.</summary>
    Emergency = 1,

    /// <summary>Another value for a proposal that has passed: a final vote at once, which is shorter.</summary>
    Amendment = 2,
}
