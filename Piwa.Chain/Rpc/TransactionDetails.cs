using Piwa.Chain.Transactions;

namespace Piwa.Chain.Rpc;

/// <summary>A transaction that landed, and what it did.</summary>
public sealed class TransactionDetails
{
    /// <summary>The transaction.</summary>
    public required Transaction Transaction { get; init; }

    /// <summary>The slot in which it landed.</summary>
    public required ulong Slot { get; init; }

    /// <summary>When that slot was.</summary>
    public required DateTimeOffset BlockTime { get; init; }

    /// <summary>Why it failed; null if it succeeded.</summary>
    public required TransactionError? Error { get; init; }

    /// <summary>What was charged, in lamports.</summary>
    public required ulong Fee { get; init; }

    /// <summary>What the programs logged; null where it is no longer kept.</summary>
    public IReadOnlyList<string>? LogMessages { get; init; }

    /// <summary>The calls that programs made, in order; null where they are no longer kept.</summary>
    public IReadOnlyList<InnerInstruction>? InnerInstructions { get; init; }
}
