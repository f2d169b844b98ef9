namespace Piwa.Chain.Rpc;

/// <summary>How to reach nodes.</summary>
public sealed class RpcClientOptions
{
    /// <summary>How long an answer may take, in seconds: a tree of 10 MB over a slow line.</summary>
    public const int DefaultRequestTimeoutSeconds = 30;

    /// <summary>How often a question is asked.</summary>
    public const int DefaultMaximumAttempts = 8;

    /// <summary>The pause after the first failure, in milliseconds: about half a slot.</summary>
    public const int DefaultRetryDelayMilliseconds = 250;

    /// <summary>The longest pause between attempts, in seconds.</summary>
    public const int DefaultMaximumRetryDelaySeconds = 10;

    /// <summary>How long to wait for a node that has had too many requests, in seconds.</summary>
    public const int DefaultMaximumWaitSeconds = 60;

    /// <summary>The longest answer: the largest account of 10 MiB in base64, four times over.</summary>
    public const int DefaultMaximumResponseBytes = 64 * 1024 * 1024;

    /// <summary>The nodes, in order of preference: the first that is well and has room is asked.</summary>
    /// <value>None by default; at least one is needed.</value>
    public IList<RpcEndpoint> Endpoints { get; init; } = [];

    /// <summary>How long one node may take to answer.</summary>
    /// <value>30 s by default; above zero.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(DefaultRequestTimeoutSeconds);

    /// <summary>How often a question is asked before its failure is reported, the first time included.</summary>
    /// <value><see cref="DefaultMaximumAttempts"/> by default; 1 to 100.</value>
    public int MaximumAttempts { get; set; } = DefaultMaximumAttempts;

    /// <summary>The pause after the first failure; it doubles with each more, and chance shifts it.</summary>
    /// <value>250 ms by default; not negative.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(DefaultRetryDelayMilliseconds);

    /// <summary>The longest pause between attempts, unless a node asks for a longer one.</summary>
    /// <value>10 s by default; at least <see cref="RetryDelay"/>.</value>
    public TimeSpan MaximumRetryDelay { get; set; } = TimeSpan.FromSeconds(DefaultMaximumRetryDelaySeconds);

    /// <summary>How long to wait where all nodes have had too many requests; longer waits are an error at once.</summary>
    /// <value>60 s by default; not negative.</value>
    public TimeSpan MaximumWait { get; set; } = TimeSpan.FromSeconds(DefaultMaximumWaitSeconds);

    /// <summary>The longest answer that is read, in bytes.</summary>
    /// <value>64 MiB by default; at least 1 KiB.</value>
    public int MaximumResponseBytes { get; set; } = DefaultMaximumResponseBytes;

    /// <summary>Whether whole accounts are asked for in Zstandard (<c>base64+zstd</c>): trees that are mostly empty come in a small part of
    /// their length. All nodes of Solana have it; what stands in their place may not.</summary>
    /// <value>False by default.</value>
    public bool CompressesAccounts { get; set; }

    /// <summary>What shifts the pauses: the same seed shifts them alike.</summary>
    /// <value>Null by default: another seed for each client, so that many do not ask in step.</value>
    public int? JitterSeed { get; set; }

    /// <summary>The clock of all pauses and limits.</summary>
    /// <value>The system's clock by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>What sends the requests; for tests.</summary>
    internal Func<HttpMessageHandler>? CreateHandler { get; set; }

    internal RpcClientOptions ValidatedCopy()
    {
        const int MostAttempts = 100, LeastResponseBytes = 1024;
        List<string> violations = [];
        if (Endpoints.Count == 0 || Endpoints.Contains(null!))
            violations.Add("Endpoints must name at least one node.");
        foreach (RpcEndpoint endpoint in Endpoints.Where(endpoint => endpoint is not null))
        {
            if (endpoint.RequestsPerSecond is { } rate && !(rate > 0 && double.IsFinite(rate)))
                violations.Add($"RequestsPerSecond of {endpoint} must be above 0, not {rate}.");
            if (endpoint.Burst < 1)
                violations.Add($"Burst of {endpoint} must be at least 1, not {endpoint.Burst}.");
        }

        if (RequestTimeout <= TimeSpan.Zero)
            violations.Add($"RequestTimeout must be above zero, not {RequestTimeout}.");
        if (MaximumAttempts is < 1 or > MostAttempts)
            violations.Add($"MaximumAttempts must be 1 to {MostAttempts}, not {MaximumAttempts}.");
        if (RetryDelay < TimeSpan.Zero || MaximumRetryDelay < RetryDelay)
            violations.Add($"RetryDelay must be zero up to MaximumRetryDelay, not {RetryDelay} and {MaximumRetryDelay}.");
        if (MaximumWait < TimeSpan.Zero)
            violations.Add($"MaximumWait must not be negative, but is {MaximumWait}.");
        if (MaximumResponseBytes < LeastResponseBytes)
            violations.Add($"MaximumResponseBytes must be at least {LeastResponseBytes}, not {MaximumResponseBytes}.");
        if (TimeProvider is null)
            violations.Add("TimeProvider must not be null.");
        if (violations.Count != 0)
            throw new ArgumentException(string.Join(' ', violations));
        return new RpcClientOptions
        {
            Endpoints = [.. Endpoints],
            RequestTimeout = RequestTimeout,
            MaximumAttempts = MaximumAttempts,
            RetryDelay = RetryDelay,
            MaximumRetryDelay = MaximumRetryDelay,
            MaximumWait = MaximumWait,
            MaximumResponseBytes = MaximumResponseBytes,
            CompressesAccounts = CompressesAccounts,
            JitterSeed = JitterSeed,
            TimeProvider = TimeProvider!,
            CreateHandler = CreateHandler,
        };
    }
}
