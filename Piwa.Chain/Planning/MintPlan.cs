using Piwa.Chain.Transactions.Packing;

namespace Piwa.Chain.Planning;

/// <summary>What it takes to get a campaign's assets onto the chain in one way.</summary>
/// <remarks>Lamports are 10^-9 SOL.</remarks>
public sealed record MintPlan
{
    /// <summary>How assets get onto the chain.</summary>
    public required PlanMethod Method { get; init; }

    /// <summary>The trees, largest first.</summary>
    public required IReadOnlyList<PlannedTrees> Trees { get; init; }

    /// <summary>Lanes that mint at the same time: no more than there are trees.</summary>
    public required int LaneCount { get; init; }

    /// <summary>Assets, or roots where those are anchored, in a full transaction.</summary>
    public required int LeavesPerTransaction { get; init; }

    /// <summary>What keeps a transaction from holding more.</summary>
    public required PackLimit ClosedBy { get; init; }

    /// <summary>Compute units that a full transaction is expected to use.</summary>
    public required long UnitsPerTransaction { get; init; }

    /// <summary>Compute units that it asks for, and is charged its priority fee on.</summary>
    public required long UnitLimit { get; init; }

    /// <summary>Transactions, those that create trees and lookup tables included.</summary>
    public required long TransactionCount { get; init; }

    /// <summary>What the accounts of trees, their configurations and lookup tables must hold, in lamports. It comes back when they are
    /// closed, which only an empty tree can be.</summary>
    public required UInt128 RentLamports { get; init; }

    /// <summary>Fees for signatures, in lamports.</summary>
    public required UInt128 BaseFeeLamports { get; init; }

    /// <summary>Priority fees, in lamports.</summary>
    public required UInt128 PriorityFeeLamports { get; init; }

    /// <summary>Fees of the protocol, in lamports.</summary>
    public required UInt128 ProtocolFeeLamports { get; init; }

    /// <summary>All of it, in lamports.</summary>
    public UInt128 TotalLamports => RentLamports + BaseFeeLamports + PriorityFeeLamports + ProtocolFeeLamports;

    /// <summary>Assets in a second.</summary>
    public required double AssetsPerSecond { get; init; }

    /// <summary>How long it takes.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What keeps it from being done sooner.</summary>
    public required PlanBottleneck Bottleneck { get; init; }
}
