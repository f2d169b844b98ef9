using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Polly;
using Polly.Retry;

namespace Piwa.Pipeline.Stores.S3;

/// <summary>The client of one store: makes each call, again if need be, and says in our words what is wrong with it.</summary>
/// <remarks>
/// Thread-safe. The client's own retries are off: which attempt may have done its work is known here alone. Keys, region, endpoint and profile are
/// the ordinary ones of AWS, read when the store is made.
/// </remarks>
internal sealed class S3Connection : IDisposable
{
    /// <summary>Attempts to reach a server that has never answered: more likely its address is wrong than that it is starting.</summary>
    private const int AttemptsToReach = 3;

    /// <summary>What signatures name where nobody says a region, as for servers that have none.</summary>
    private const string AnyRegion = "us-east-1";

    private readonly AmazonS3Client _client;
    private readonly AmazonS3Client _signer;
    private readonly Protocol _signedProtocol;
    private readonly ResiliencePipeline _retry;
    private volatile bool _hasAnswered;

    /// <param name="address">The store.</param>
    /// <param name="options">How it is spoken with.</param>
    /// <exception cref="IOException">It is not said which server.</exception>
    public S3Connection(S3Address address, S3StoreOptions options)
    {
        Address = address;
        Requests = new S3Requests(address);
        try
        {
            // One of each: a config that was asked for its region forgets the endpoint that the environment names.
            Endpoint = (options.Endpoint ?? new AmazonS3Config().ServiceURL)?.TrimEnd('/');
            string? region = options.Region ?? new AmazonS3Config().RegionEndpoint?.SystemName;
            _client = Open(Endpoint, region, options);
            _signer = options.PublicEndpoint is { } other ? Open(other.TrimEnd('/'), region, options) : _client;
            _signedProtocol = (options.PublicEndpoint ?? Endpoint)?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true ? Protocol.HTTP : Protocol.HTTPS;
        }
        catch (AmazonClientException fault)
        {
            throw S3Faults.Describe(fault, "The store cannot be reached", address, Endpoint);
        }

        _retry = options.Attempts == 1 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is { } fault && S3Faults.IsPassing(fault) && !arguments.Context.CancellationToken.IsCancellationRequested
                    && (_hasAnswered || !S3Faults.IsUnreachable(fault) || arguments.AttemptNumber + 1 < AttemptsToReach)),
                MaxRetryAttempts = options.Attempts - 1,
                Delay = options.RetryDelay,
                MaxDelay = options.MaximumRetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();
    }

    /// <summary>The store.</summary>
    public S3Address Address { get; }

    /// <summary>Where it is asked for; null for Amazon's own.</summary>
    public string? Endpoint { get; }

    /// <summary>What can be asked of it.</summary>
    public S3Requests Requests { get; }

    /// <summary>Makes a call until it succeeds, fails for good, or there are no attempts left.</summary>
    /// <param name="what">What cannot be done if it fails: <c>Object x cannot be read</c>.</param>
    /// <param name="call">Makes one attempt.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FileNotFoundException">What is asked for is not there.</exception>
    /// <exception cref="IOException">Anything else; the message says what to do.</exception>
    public async Task<T> CallAsync<T>(string what, Func<IAmazonS3, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await _retry.ExecuteAsync(
                async token =>
                {
                    try
                    {
                        T result = await call(_client, token).ConfigureAwait(false);
                        _hasAnswered = true;
                        return result;
                    }
                    catch (AmazonS3Exception)
                    {
                        _hasAnswered = true;
                        throw;
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && fault is not (FileNotFoundException or S3FinalException))
        {
            if (S3Faults.IsMissing(fault))
                throw new FileNotFoundException($"{what} ({Address}): it is not there.", fault);
            if (fault is AmazonClientException or AmazonServiceException or OperationCanceledException || S3Faults.IsPassing(fault))
                throw S3Faults.Describe(fault, what, Address, Endpoint);
            throw;
        }
        catch (Exception fault) when (cancellationToken.IsCancellationRequested && fault is not OperationCanceledException)
        {
            // A connection that is cut by the caller may look like a broken one.
            throw new OperationCanceledException("It was given up.", fault, cancellationToken);
        }
    }

    /// <summary>Signs an address for others. Nothing is asked of the server.</summary>
    /// <exception cref="IOException">There are no keys.</exception>
    public async Task<string> SignAsync(GetPreSignedUrlRequest request)
    {
        request.Protocol = _signedProtocol;
        try
        {
            return await _signer.GetPreSignedURLAsync(request).ConfigureAwait(false);
        }
        catch (AmazonClientException fault)
        {
            throw S3Faults.Describe(fault, "No address can be signed", Address, Endpoint);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _signer.Dispose();
    }

    private static AmazonS3Client Open(string? endpoint, string? region, S3StoreOptions options)
    {
        var config = new AmazonS3Config
        {
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            Timeout = options.RequestTimeout,

            // Checksums are ours: what the client adds by itself, some servers store as content.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (endpoint is not null)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region ?? AnyRegion;
            config.ForcePathStyle = true;
        }
        else if (region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return options.Credentials is { } credentials ? new AmazonS3Client(credentials, config) : new AmazonS3Client(config);
    }
}
