namespace Piwa.Chain.Economy;

/// <summary>What an account of the ledger of value is for. The numbers stand in the ledger and never change.</summary>
public enum ValueAccountKind
{
    /// <summary>A wallet outside, or the network: where value comes from and goes to. The only kind that may be negative, by as much as
    /// came in from there.</summary>
    Outside = 0,

    /// <summary>What a buyer has paid in the epoch that is open, and can be refunded.</summary>
    Escrow = 1,

    /// <summary>What funds further generation.</summary>
    GenerationFund = 2,

    /// <summary>The emissions that have not been made yet.</summary>
    EmissionPool = 3,

    /// <summary>Earnings of a node that are held back, and forfeited if it is caught.</summary>
    NodeHeldBack = 4,

    /// <summary>Earnings of a node that can be paid out.</summary>
    NodePayable = 5,

    /// <summary>Earnings of a staker that can be paid out.</summary>
    StakerPayable = 6,

    /// <summary>Earnings of an artist who uploaded assets, which can be paid out.</summary>
    UploaderPayable = 7,

    /// <summary>Earnings of a labeller that can be paid out.</summary>
    LabellerPayable = 8,

    /// <summary>What a staker has staked with a node.</summary>
    Stake = 9,

    /// <summary>Stake that a staker has taken back from a node, and that is not released yet.</summary>
    Unstaking = 10,
}
