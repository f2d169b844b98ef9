namespace Piwa.Chain.Economy;

/// <summary>Where a proposal stands. The numbers stand in the ledger and never change.</summary>
public enum ProposalPhase
{
    /// <summary>The initial vote: a simple majority, without a quorum.</summary>
    Initial = 0,

    /// <summary>The final vote: approval and a quorum.</summary>
    Final = 1,

    /// <summary>It has passed, and takes effect with the next epoch.</summary>
    Passed = 2,

    /// <summary>It was rejected.</summary>
    Rejected = 3,
}
