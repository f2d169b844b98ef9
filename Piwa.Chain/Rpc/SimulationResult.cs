namespace Piwa.Chain.Rpc;

/// <summary>What a transaction would come to.</summary>
public sealed class SimulationResult
{
    /// <summary>Why it would fail; null if it would succeed.</summary>
    public required TransactionError? Error { get; init; }

    /// <summary>What the programs logged.</summary>
    public IReadOnlyList<string> LogMessages { get; init; } = [];

    /// <summary>Compute units that it would use; null where nobody counts.</summary>
    public ulong? UnitsConsumed { get; init; }

    /// <summary>The accounts that were asked for, as they would be afterwards, in the same order; null for those that would not
    /// exist. Empty if the transaction would fail.</summary>
    public IReadOnlyList<AccountInfo?> Accounts { get; init; } = [];
}
