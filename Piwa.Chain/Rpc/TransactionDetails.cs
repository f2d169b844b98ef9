using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Rpc;

/// <summary>A transaction that landed, and what it did.</summary>
public sealed class TransactionDetails
{
    /// <summary>The transaction.</summary>
    public required Transaction Transaction { get; init; }

    /// <summary>The slot in which it landed.</summary>
    public required ulong Slot { get; init; }

    /// <summary>When that slot was; null where the node does not know.</summary>
    public required DateTimeOffset? BlockTime { get; init; }

    /// <summary>Why it failed; null if it succeeded.</summary>
    public required TransactionError? Error { get; init; }

    /// <summary>What was charged, in lamports.</summary>
    public required ulong Fee { get; init; }

    /// <summary>What each account held before, in lamports, in the order of the message; null where it is no longer kept.</summary>
    public IReadOnlyList<ulong>? PreBalances { get; init; }

    /// <summary>What each account held after, in lamports, in the order of the message; null where it is no longer kept.</summary>
    public IReadOnlyList<ulong>? PostBalances { get; init; }

    /// <summary>Compute units that were used; null where nobody counted.</summary>
    public ulong? ComputeUnitsConsumed { get; init; }

    /// <summary>What the lookup tables gave: the accounts that may be changed, then those only read. They follow the message's own in the
    /// numbering.</summary>
    public IReadOnlyList<PublicKey> LoadedAddresses { get; init; } = [];

    /// <summary>What the programs logged; null where it is no longer kept.</summary>
    public IReadOnlyList<string>? LogMessages { get; init; }

    /// <summary>The calls that programs made, in order; null where they are no longer kept.</summary>
    public IReadOnlyList<InnerInstruction>? InnerInstructions { get; init; }
}
