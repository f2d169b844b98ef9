namespace Piwa.Chain.Rpc;

/// <summary>How to send transactions.</summary>
public sealed record SendOptions
{
    /// <summary>Whether a transaction lands, and pays, even if it fails; otherwise one that would fail is turned away.</summary>
    /// <value>False by default.</value>
    public bool SkipPreflight { get; init; }

    /// <summary>Whether, in a batch, nothing is tried after a transaction that failed or was turned away.</summary>
    /// <value>False by default.</value>
    public bool StopAtFirstFailure { get; init; }
}
