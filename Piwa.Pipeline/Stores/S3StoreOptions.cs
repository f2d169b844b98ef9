using Amazon.Runtime;

namespace Piwa.Pipeline.Stores;

/// <summary>How a store on S3 is spoken with. Read once, when the store is made.</summary>
public sealed class S3StoreOptions
{
    /// <summary>Default of <see cref="Attempts"/>.</summary>
    public const int DefaultAttempts = 10;

    /// <summary>Default of <see cref="PartBytes"/>.</summary>
    public const int DefaultPartBytes = 8 << 20;

    /// <summary>Default of <see cref="ParallelParts"/>.</summary>
    public const int DefaultParallelParts = 4;

    /// <summary>The least that S3 takes for a part which is not the last.</summary>
    public const int MinimumPartBytes = 5 << 20;

    private const int MaximumPartBytes = 1 << 30;

    /// <summary>The server, such as <c>http://127.0.0.1:9000</c>.</summary>
    /// <value>Default: null, what AWS's environment and profiles say (<c>AWS_ENDPOINT_URL</c>), else Amazon's own.</value>
    public string? Endpoint { get; set; }

    /// <summary>Where others reach the server, who are given addresses to put something there.</summary>
    /// <value>Default: null, where this client does.</value>
    public string? PublicEndpoint { get; set; }

    /// <summary>The region, such as <c>eu-central-1</c>.</summary>
    /// <value>Default: null, what AWS's environment and profiles say (<c>AWS_REGION</c>).</value>
    public string? Region { get; set; }

    /// <summary>Who asks.</summary>
    /// <value>Default: null, what AWS's environment, profiles and the machine say.</value>
    public AWSCredentials? Credentials { get; set; }

    /// <summary>How often a call is made in all before it fails.</summary>
    /// <value>Default: 10, which is some 40 s of an outage.</value>
    public int Attempts { get; set; } = DefaultAttempts;

    /// <summary>The first pause between two attempts; each is twice the one before, and shifted by chance.</summary>
    /// <value>Default: 200 ms.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause.</summary>
    /// <value>Default: 10 s.</value>
    public TimeSpan MaximumRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer may take to begin, and a read may wait for its next bytes.</summary>
    /// <value>Default: 100 s.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>Files that are longer go in parts of this size; so much memory is taken for each of <see cref="ParallelParts"/>.</summary>
    /// <value>Default: 8 MiB. Parts of files above 80 GB are larger: there are 10,000 at most.</value>
    public int PartBytes { get; set; } = DefaultPartBytes;

    /// <summary>How many parts are under way at once, of all files together.</summary>
    /// <value>Default: 4.</value>
    public int ParallelParts { get; set; } = DefaultParallelParts;

    /// <summary>The clock of the pauses.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>A copy that is sound.</summary>
    /// <exception cref="ArgumentException">It is not; the message says all that is wrong.</exception>
    internal S3StoreOptions Validated()
    {
        List<string> faults = [];
        foreach ((string name, string? endpoint) in ((string, string?)[])[(nameof(Endpoint), Endpoint), (nameof(PublicEndpoint), PublicEndpoint)])
        {
            if (endpoint is not null && !(Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri) && uri.Scheme is ("http" or "https")))
                faults.Add($"{name} is '{endpoint}'; it must be an address such as http://127.0.0.1:9000.");
        }

        if (Attempts < 1)
            faults.Add($"{nameof(Attempts)} is {Attempts}; it must be at least 1.");
        if (RetryDelay <= TimeSpan.Zero || MaximumRetryDelay < RetryDelay)
            faults.Add($"{nameof(RetryDelay)} is {RetryDelay}; it must be above 0 and at most {nameof(MaximumRetryDelay)} ({MaximumRetryDelay}).");
        if (RequestTimeout <= TimeSpan.Zero)
            faults.Add($"{nameof(RequestTimeout)} is {RequestTimeout}; it must be above 0.");
        if (PartBytes is < MinimumPartBytes or > MaximumPartBytes)
            faults.Add($"{nameof(PartBytes)} is {PartBytes}; it must be {MinimumPartBytes} to {MaximumPartBytes}.");
        if (ParallelParts < 1)
            faults.Add($"{nameof(ParallelParts)} is {ParallelParts}; it must be at least 1.");
        return faults.Count == 0 ? (S3StoreOptions)MemberwiseClone() : throw new ArgumentException(string.Join(" ", faults));
    }
}
