namespace Piwa.Chain.Planning;

/// <summary>What the network allows and charges.</summary>
public sealed record NetworkLimits
{
    /// <summary>Compute units of a block.</summary>
    /// <value>60 million by default: SIMD-0256, active since 2025; 100 million are proposed (SIMD-0286).</value>
    public long BlockUnits { get; init; } = 60_000_000;

    /// <summary>Of these, the most that may be spent on writing one account: a tree, or a payer.</summary>
    /// <value>0.4 by default: SIMD-0306. It was 12 million units before.</value>
    public double AccountShare { get; init; } = 0.4;

    /// <summary>How long a slot lasts.</summary>
    /// <value>400 ms by default: the network's target.</value>
    public TimeSpan SlotDuration { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>The part of all blocks that a campaign may take.</summary>
    /// <value>0.1 by default: a courtesy of ours, no rule of the network. Over 0 and up to 1.</value>
    public double BlockShare { get; init; } = 0.1;

    /// <summary>From sending a transaction to seeing it confirmed: a lane sends the next one then.</summary>
    /// <value>1.5 s by default: a round trip, two slots and half an interval of asking. An assumption; measure yours.</value>
    public TimeSpan ConfirmationTime { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>The fee of a signature, in lamports.</summary>
    /// <value>5,000 by default: solana_fee_structure::FeeStructure.</value>
    public ulong LamportsPerSignature { get; init; } = 5_000;

    /// <summary>What is bid for a compute unit, in micro-lamports.</summary>
    /// <value>10,000 by default: an assumption; ask getRecentPrioritizationFees.</value>
    public ulong MicroLamportsPerUnit { get; init; } = 10_000;

    /// <summary>What Bubblegum charges for each asset of version 2, in lamports.</summary>
    /// <value>90,000 by default: measured with the program.</value>
    public ulong MintV2Lamports { get; init; } = 90_000;

    internal void AddViolations(List<string> violations)
    {
        if (BlockUnits < 1)
            violations.Add($"BlockUnits must be at least 1, not {BlockUnits}.");
        if (AccountShare is not (> 0 and <= 1))
            violations.Add($"AccountShare must be over 0 and up to 1, not {AccountShare}.");
        if (BlockShare is not (> 0 and <= 1))
            violations.Add($"BlockShare must be over 0 and up to 1, not {BlockShare}.");
        if (SlotDuration <= TimeSpan.Zero)
            violations.Add($"SlotDuration must be over 0, not {SlotDuration}.");
        if (ConfirmationTime <= TimeSpan.Zero)
            violations.Add($"ConfirmationTime must be over 0, not {ConfirmationTime}.");
    }
}
