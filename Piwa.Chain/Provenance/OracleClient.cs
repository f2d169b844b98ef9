using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Polly;
using Polly.Retry;

namespace Piwa.Chain.Provenance;

/// <summary>An oracle in another process, over HTTP with signed requests.</summary>
/// <remarks>
/// A request that fails for want of an answer is signed anew and sent again after a pause: submitting and signing twice does no harm. The
/// oracle's signatures are verified before they are used. Safe to use from several threads. Whoever opens it disposes it.
/// </remarks>
public sealed class OracleClient : IOracle
{
    /// <summary>The longest answer: a verdict of some findings.</summary>
    private const int MaximumAnswerBytes = 1 << 20;

    private readonly OracleClientOptions _options;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline _retry;
    private RequestSigner? _requests;

    private OracleClient(OracleClientOptions options)
    {
        _options = options;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = options.Address,
            Timeout = options.Timeout,
            MaxResponseContentBufferSize = MaximumAnswerBytes,
        };
        _retry = options.MaximumAttempts == 1
            ? ResiliencePipeline.Empty
            : new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider }
                .AddRetry(new RetryStrategyOptions
                {
                    ShouldHandle = new PredicateBuilder().Handle<OracleException>(fault => fault.Kind == OracleErrorKind.Unavailable),
                    MaxRetryAttempts = options.MaximumAttempts - 1,
                    Delay = options.RetryDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                })
                .Build();
    }

    /// <inheritdoc/>
    public PublicKey Address { get; private set; }

    /// <summary>Asks an oracle for its address.</summary>
    /// <param name="options">How to reach it; copied.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations.</exception>
    /// <exception cref="OracleException">It cannot be reached, or it has another key than it should.</exception>
    public static async Task<OracleClient> OpenAsync(OracleClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        OracleClient client = new(options.ValidatedCopy());
        try
        {
            await client.LearnAddressAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<OracleVerdict> SubmitAsync(ShardSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        WireVerdict verdict = await AskAsync(
            HttpMethod.Post, OracleRoutes.Shards, SubmissionCodec.Encode(submission), OracleJson.Default.WireVerdict, cancellationToken)
            .ConfigureAwait(false);
        return verdict.Approved == (verdict.Findings.Count == 0)
            ? new OracleVerdict(verdict.Findings, verdict.Sampled, verdict.Duplicates)
            : throw NoOracle("its verdict contradicts itself.");
    }

    /// <inheritdoc/>
    public async ValueTask<Signature> SignAsync(
        PublicKey wallet, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        if (wallet != _options.Wallet!.PublicKey)
            throw new ArgumentException($"The requests are those of {_options.Wallet.PublicKey}, not of {wallet}.", nameof(wallet));
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new WireMessage(message.ToArray()), OracleJson.Default.WireMessage);
        WireSignature answer = await AskAsync(
            HttpMethod.Post, OracleRoutes.Signatures, body, OracleJson.Default.WireSignature, cancellationToken).ConfigureAwait(false);
        return Signature.TryParse(answer.Signature, out Signature signature) && SignatureVerifier.Verify(Address, message.Span, signature)
            ? signature
            : throw NoOracle($"its signature is not one of {Address} over this message.");
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task LearnAddressAsync(CancellationToken cancellationToken)
    {
        WireOracle oracle = await AskAsync(
            HttpMethod.Get, OracleRoutes.Oracle, body: null, OracleJson.Default.WireOracle, cancellationToken).ConfigureAwait(false);
        if (!PublicKey.TryParse(oracle.Address, out PublicKey address))
            throw NoOracle("it has no address.");
        if (_options.ExpectedKey is { } expected && expected != address)
        {
            throw new OracleException(
                OracleErrorKind.Refused, $"The oracle at {Name} is {address}; the data set was begun with {expected}.");
        }

        Address = address;
        _requests = new RequestSigner(_options.Wallet!, address, _options.TimeProvider);
    }

    private async ValueTask<T> AskAsync<T>(
        HttpMethod method, string path, byte[]? body, JsonTypeInfo<T> answer, CancellationToken cancellationToken) =>
        await _retry.ExecuteAsync(
            static (state, token) => state.Client.AttemptAsync(state.method, state.path, state.body, state.answer, token),
            (Client: this, method, path, body, answer),
            cancellationToken).ConfigureAwait(false);

    private async ValueTask<T> AttemptAsync<T>(
        HttpMethod method, string path, byte[]? body, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.TryAddWithoutValidation(
                "Authorization", await _requests!.SignAsync(method.Method, path, body, cancellationToken).ConfigureAwait(false));
        }

        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            byte[] json = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw Refusal(response.StatusCode, json);
            return JsonSerializer.Deserialize(json, answer) ?? throw new JsonException("It is null.");
        }
        catch (JsonException fault)
        {
            throw NoOracle(fault.Message, fault);
        }
        catch (HttpRequestException fault)
        {
            throw new OracleException(
                OracleErrorKind.Unavailable, $"The oracle at {Name} cannot be reached: {fault.Message}", fault);
        }
        catch (TaskCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OracleException(
                OracleErrorKind.Unavailable, $"The oracle at {Name} gave no answer within {_options.Timeout}.", fault);
        }
    }

    private OracleException Refusal(HttpStatusCode status, byte[] json)
    {
        string? text = null;
        try
        {
            text = JsonSerializer.Deserialize(json, OracleJson.Default.WireFault)?.Error;
        }
        catch (JsonException)
        {
            // A proxy's page, perhaps: the status says enough.
        }

        OracleErrorKind kind = status switch
        {
            HttpStatusCode.Unauthorized => OracleErrorKind.Unauthorized,
            HttpStatusCode.Forbidden => OracleErrorKind.Refused,
            HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or >= HttpStatusCode.InternalServerError
                => OracleErrorKind.Unavailable,
            _ => OracleErrorKind.Malformed,
        };
        return new OracleException(kind, $"The oracle at {Name} answers {(int)status}: {text ?? "no reason is given."}");
    }

    /// <summary>The oracle in messages: no more than scheme, host and port, for an address may have a key in it.</summary>
    private string Name => _options.Address!.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    private OracleException NoOracle(string problem, Exception? cause = null) =>
        new(OracleErrorKind.Malformed, $"What answers at {Name} is no oracle of this kind: {problem}", cause);
}
