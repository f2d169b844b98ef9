using Piwa.Chain.Rpc;

namespace Piwa.Chain.Ledger.Serving;

/// <summary>How to serve a ledger.</summary>
public sealed class LedgerServerOptions
{
    /// <summary>The port of Solana's test validator.</summary>
    public const int DefaultPort = 8899;

    /// <summary>The highest port that leaves one for WebSockets.</summary>
    public const int MaximumPort = 65_534;

    /// <summary>The most questions of a batch.</summary>
    public const int DefaultMaximumBatch = 100;

    /// <summary>The most requests that are answered at once.</summary>
    public const int DefaultMaximumRequests = 64;

    /// <summary>The most WebSocket connections.</summary>
    public const int DefaultMaximumConnections = 64;

    /// <summary>The most subscriptions of a connection.</summary>
    public const int DefaultMaximumSubscriptions = 10_000;

    /// <summary>The most notifications that a connection may lag behind before it is cut.</summary>
    public const int DefaultMaximumBacklog = 16_384;

    /// <summary>How long a request may take to arrive, in seconds.</summary>
    public const int DefaultReceiveTimeoutSeconds = 30;

    /// <summary>The port of HTTP. WebSockets are taken there and, as Solana's clients expect, on the next one.</summary>
    /// <value><see cref="DefaultPort"/> by default; 0 for any two that are free; up to <see cref="MaximumPort"/>.</value>
    public int Port { get; set; } = DefaultPort;

    /// <summary>The longest request, in bytes.</summary>
    /// <value>50 KiB by default, as with nodes; at least 1 KiB.</value>
    public int MaximumRequestBytes { get; set; } = RpcLimits.RequestBytes;

    /// <summary>The most questions of a batch.</summary>
    /// <value><see cref="DefaultMaximumBatch"/> by default; at least 1.</value>
    public int MaximumBatch { get; set; } = DefaultMaximumBatch;

    /// <summary>The most requests that are answered at once; others are told to come back in a second.</summary>
    /// <value><see cref="DefaultMaximumRequests"/> by default; at least 1.</value>
    public int MaximumRequests { get; set; } = DefaultMaximumRequests;

    /// <summary>The most WebSocket connections; others are told to come back in a second.</summary>
    /// <value><see cref="DefaultMaximumConnections"/> by default; not negative.</value>
    public int MaximumConnections { get; set; } = DefaultMaximumConnections;

    /// <summary>The most subscriptions of a connection.</summary>
    /// <value><see cref="DefaultMaximumSubscriptions"/> by default; at least 1.</value>
    public int MaximumSubscriptions { get; set; } = DefaultMaximumSubscriptions;

    /// <summary>The most notifications that a connection may lag behind before it is cut.</summary>
    /// <value><see cref="DefaultMaximumBacklog"/> by default; at least 1.</value>
    public int MaximumBacklog { get; set; } = DefaultMaximumBacklog;

    /// <summary>How long a request may take to arrive.</summary>
    /// <value>30 s by default; above zero.</value>
    public TimeSpan ReceiveTimeout { get; set; } = TimeSpan.FromSeconds(DefaultReceiveTimeoutSeconds);

    internal LedgerServerOptions ValidatedCopy()
    {
        const int LeastRequestBytes = 1024;
        List<string> violations = [];
        if (Port is < 0 or > MaximumPort)
            violations.Add($"Port must be 0 to {MaximumPort}, not {Port}.");
        if (MaximumRequestBytes < LeastRequestBytes)
            violations.Add($"MaximumRequestBytes must be at least {LeastRequestBytes}, not {MaximumRequestBytes}.");
        AtLeast(1, MaximumBatch, nameof(MaximumBatch));
        AtLeast(1, MaximumRequests, nameof(MaximumRequests));
        AtLeast(0, MaximumConnections, nameof(MaximumConnections));
        AtLeast(1, MaximumSubscriptions, nameof(MaximumSubscriptions));
        AtLeast(1, MaximumBacklog, nameof(MaximumBacklog));
        if (ReceiveTimeout <= TimeSpan.Zero)
            violations.Add($"ReceiveTimeout must be above zero, not {ReceiveTimeout}.");
        if (violations.Count != 0)
            throw new ArgumentException(string.Join(' ', violations));
        return (LedgerServerOptions)MemberwiseClone();

        void AtLeast(int least, int value, string name)
        {
            if (value < least)
                violations.Add($"{name} must be at least {least}, not {value}.");
        }
    }
}
