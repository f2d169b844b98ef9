namespace Piwa.Chain.Rpc;

/// <summary>How to send transactions.</summary>
public sealed record SendOptions
{
    /// <summary>Whether a transaction lands, and pays, even if it fails; otherwise one that would fail is turned away.</summary>
    /// <value>False by default.</value>
    public bool SkipPreflight { get; init; }

    /// <summary>The state that a transaction is tried on before it is sent.</summary>
    /// <value><see cref="Commitment.Confirmed"/> by default, as blockhashes are asked for.</value>
    public Commitment PreflightCommitment { get; init; } = Commitment.Confirmed;

    /// <summary>How often the node itself sends the transaction on.</summary>
    /// <value>Null by default: until the blockhash expires. 0 where the sender repeats it himself.</value>
    public uint? MaxRetries { get; init; }

    /// <summary>The slot that a node must have reached to take the transaction.</summary>
    /// <value>Null by default: any.</value>
    public ulong? MinContextSlot { get; init; }

    /// <summary>Whether, in a batch, nothing is tried after a transaction that failed or was turned away.</summary>
    /// <value>False by default.</value>
    public bool StopAtFirstFailure { get; init; }

    /// <summary>Whether, in a batch, nobody wants to know what the programs of transactions that succeeded have logged.</summary>
    /// <value>False by default.</value>
    public bool OmitLogs { get; init; }
}
