namespace Piwa.Pipeline.Economy;

/// <summary>What the market owes something for.</summary>
public enum MarketPayoutCause
{
    /// <summary>A payment that was not taken: too late, too little, or for nothing that is known.</summary>
    Return,

    /// <summary>What was paid above the price.</summary>
    Surplus,

    /// <summary>A licence that was taken back.</summary>
    Refund,

    /// <summary>Stake that was taken back.</summary>
    Stake,

    /// <summary>Earnings of a node.</summary>
    Node,

    /// <summary>Earnings of a staker.</summary>
    Staker,

    /// <summary>Earnings of an uploader.</summary>
    Uploader,

    /// <summary>Earnings of a labeller.</summary>
    Labeller,
}
