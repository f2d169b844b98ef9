namespace Piwa.Chain.Economy;

/// <summary>Why an entry was made. The numbers stand in the ledger and never change.</summary>
public enum ValueCause
{
    /// <summary>The first entry: the parameters, and the pool of emissions.</summary>
    Opening = 0,

    /// <summary>A buyer paid for a licence; the key is the payment's reference.</summary>
    Licence = 1,

    /// <summary>A payment was given back; the key is of its own.</summary>
    Refund = 2,

    /// <summary>An epoch was settled; the key is its number.</summary>
    Epoch = 3,

    /// <summary>A month's emission went into the fund; the key is its number.</summary>
    Emission = 4,

    /// <summary>Stake was put with a node.</summary>
    Stake = 5,

    /// <summary>Stake went from one node to another.</summary>
    Restake = 6,

    /// <summary>Stake was taken back, and waits.</summary>
    Unstake = 7,

    /// <summary>Stake that had waited was given back; the key is that of its <see cref="Unstake"/>.</summary>
    Release = 8,

    /// <summary>A node was caught; the key is the shard.</summary>
    Shard = 9,

    /// <summary>Earnings were paid to their owner's wallet.</summary>
    Payout = 10,

    /// <summary>A change of a parameter was proposed; the key is the proposal.</summary>
    Proposal = 11,

    /// <summary>A vote; the key is proposal, phase, wallet and time.</summary>
    Vote = 12,

    /// <summary>Votes were counted; the key is proposal and phase.</summary>
    Count = 13,
}
