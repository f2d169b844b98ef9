using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc;

/// <summary>How to try a transaction.</summary>
public sealed record SimulationOptions
{
    /// <summary>Whether the signatures must be in order.</summary>
    /// <value>False by default. Not together with <see cref="ReplaceRecentBlockhash"/>.</value>
    public bool VerifySignatures { get; init; }

    /// <summary>Whether the transaction is tried on the latest blockhash instead of its own.</summary>
    /// <value>False by default.</value>
    public bool ReplaceRecentBlockhash { get; init; }

    /// <summary>The state to try it on.</summary>
    /// <value><see cref="Commitment.Confirmed"/> by default.</value>
    public Commitment Commitment { get; init; } = Commitment.Confirmed;

    /// <summary>The slot that a node must have reached to answer.</summary>
    /// <value>Null by default: any.</value>
    public ulong? MinContextSlot { get; init; }

    /// <summary>Accounts to return as they would be afterwards.</summary>
    /// <value>None by default.</value>
    public IReadOnlyList<PublicKey> Accounts { get; init; } = [];
}
