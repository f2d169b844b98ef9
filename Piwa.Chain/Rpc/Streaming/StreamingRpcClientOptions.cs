namespace Piwa.Chain.Rpc.Streaming;

/// <summary>How to listen to nodes.</summary>
public sealed class StreamingRpcClientOptions
{
    /// <summary>How long a connection may take to make, in seconds.</summary>
    public const int DefaultConnectTimeoutSeconds = 10;

    /// <summary>How often in a row a connection is tried.</summary>
    public const int DefaultMaximumAttempts = 20;

    /// <summary>The pause after the first failure, in milliseconds.</summary>
    public const int DefaultRetryDelayMilliseconds = 250;

    /// <summary>The longest pause between attempts, in seconds.</summary>
    public const int DefaultMaximumRetryDelaySeconds = 15;

    /// <summary>The pause between questions for a transaction that is waited for, in seconds.</summary>
    public const int DefaultPollIntervalSeconds = 10;

    /// <summary>How often a silent connection is probed, in seconds.</summary>
    public const int DefaultKeepAliveSeconds = 15;

    /// <summary>Notifications of a subscription that may wait to be read.</summary>
    public const int DefaultMaximumUnread = 16_384;

    /// <summary>The longest notification: the largest account of 10 MiB in base64, and some.</summary>
    public const int DefaultMaximumMessageBytes = 16 * 1024 * 1024;

    /// <summary>The nodes; where one fails the next is tried.</summary>
    /// <value>None by default; at least one is needed.</value>
    public IList<RpcEndpoint> Endpoints { get; init; } = [];

    /// <summary>How long a connection may take to make.</summary>
    /// <value>10 s by default; above zero.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(DefaultConnectTimeoutSeconds);

    /// <summary>How often in a row a connection is tried before all subscriptions fail.</summary>
    /// <value><see cref="DefaultMaximumAttempts"/> by default, some four minutes; 1 to 1000.</value>
    public int MaximumAttempts { get; set; } = DefaultMaximumAttempts;

    /// <summary>The pause after the first failure; it doubles with each more, and chance shifts it.</summary>
    /// <value>250 ms by default; not negative.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(DefaultRetryDelayMilliseconds);

    /// <summary>The longest pause between attempts.</summary>
    /// <value>15 s by default; at least <see cref="RetryDelay"/>.</value>
    public TimeSpan MaximumRetryDelay { get; set; } = TimeSpan.FromSeconds(DefaultMaximumRetryDelaySeconds);

    /// <summary>The pause between questions for each transaction that is waited for: what a node does not tell, because it had landed before
    /// the node was told of the wait, is found out so, be it that the node that is asked lags behind.</summary>
    /// <value>10 s by default; above zero, a day at most.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(DefaultPollIntervalSeconds);

    /// <summary>How often a silent connection is probed; one that leaves a probe unanswered as long is lost.</summary>
    /// <value>15 s by default; above zero.</value>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(DefaultKeepAliveSeconds);

    /// <summary>Notifications of a subscription that may wait to be read before it fails.</summary>
    /// <value><see cref="DefaultMaximumUnread"/> by default; at least 1.</value>
    public int MaximumUnread { get; set; } = DefaultMaximumUnread;

    /// <summary>The longest notification, in bytes; a longer one breaks the connection.</summary>
    /// <value>16 MiB by default; at least 1 KiB.</value>
    public int MaximumMessageBytes { get; set; } = DefaultMaximumMessageBytes;

    /// <summary>What shifts the pauses: the same seed shifts them alike.</summary>
    /// <value>Null by default: another seed for each client.</value>
    public int? JitterSeed { get; set; }

    /// <summary>The clock of the pauses.</summary>
    /// <value>The system's clock by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal StreamingRpcClientOptions ValidatedCopy()
    {
        const int MostAttempts = 1000, LeastMessageBytes = 1024;
        List<string> violations = [];
        if (Endpoints.Count == 0 || Endpoints.Contains(null!))
            violations.Add("Endpoints must name at least one node.");
        if (ConnectTimeout <= TimeSpan.Zero)
            violations.Add($"ConnectTimeout must be above zero, not {ConnectTimeout}.");
        if (MaximumAttempts is < 1 or > MostAttempts)
            violations.Add($"MaximumAttempts must be 1 to {MostAttempts}, not {MaximumAttempts}.");
        if (RetryDelay < TimeSpan.Zero || MaximumRetryDelay < RetryDelay)
            violations.Add($"RetryDelay must be zero up to MaximumRetryDelay, not {RetryDelay} and {MaximumRetryDelay}.");
        if (PollInterval <= TimeSpan.Zero || PollInterval > TimeSpan.FromDays(1))
            violations.Add($"PollInterval must be above zero and a day at most, not {PollInterval}.");
        if (KeepAlive <= TimeSpan.Zero)
            violations.Add($"KeepAlive must be above zero, not {KeepAlive}.");
        if (MaximumUnread < 1)
            violations.Add($"MaximumUnread must be at least 1, not {MaximumUnread}.");
        if (MaximumMessageBytes < LeastMessageBytes)
            violations.Add($"MaximumMessageBytes must be at least {LeastMessageBytes}, not {MaximumMessageBytes}.");
        if (TimeProvider is null)
            violations.Add("TimeProvider must not be null.");
        if (violations.Count != 0)
            throw new ArgumentException(string.Join(' ', violations));
        return new StreamingRpcClientOptions
        {
            Endpoints = [.. Endpoints],
            ConnectTimeout = ConnectTimeout,
            MaximumAttempts = MaximumAttempts,
            RetryDelay = RetryDelay,
            MaximumRetryDelay = MaximumRetryDelay,
            PollInterval = PollInterval,
            KeepAlive = KeepAlive,
            MaximumUnread = MaximumUnread,
            MaximumMessageBytes = MaximumMessageBytes,
            JitterSeed = JitterSeed,
            TimeProvider = TimeProvider!,
        };
    }
}
