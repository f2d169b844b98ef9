using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Xml;
using System.Xml.Linq;
using Piwa.Chain.Keys;
using Polly;
using Polly.Retry;

namespace Piwa.Chain.Requests;

/// <summary>Sends requests as JSON over HTTP, signed with a wallet's key.</summary>
/// <remarks>
/// A request that fails for want of an answer is signed anew and sent again after a pause: whoever answers takes it twice. Safe to use from
/// several threads. Whoever creates it disposes it.
/// </remarks>
public sealed class RequestClient : IDisposable
{
    /// <summary>A file may take longer than an answer: so many bytes a second it must do.</summary>
    private const double LeastBytesPerSecond = 32 << 10;

    private readonly RequestClientOptions _options;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline _retry;
    private RequestSigner? _requests;

    /// <summary>Creates a client.</summary>
    /// <param name="options">How to send; copied.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations.</exception>
    public RequestClient(RequestClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.ValidatedCopy();
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = _options.Address,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = _options.MaximumAnswerBytes,
        };
        _retry = _options.MaximumAttempts == 1
            ? ResiliencePipeline.Empty
            : new ResiliencePipelineBuilder { TimeProvider = _options.TimeProvider }
                .AddRetry(new RetryStrategyOptions
                {
                    ShouldHandle = new PredicateBuilder().Handle<RequestException>(fault => fault.IsTransient),
                    MaxRetryAttempts = _options.MaximumAttempts - 1,
                    Delay = _options.RetryDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                })
                .Build();
    }

    /// <summary>The wallet that signs.</summary>
    public ISigner Wallet => _options.Wallet!;

    /// <summary>Who answers, with scheme, host and port and no more, for an address may have a key in it.</summary>
    public string Name => $"{_options.Name} at {_options.Address!.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}";

    /// <summary>Whether nobody on the way can read or change what is said.</summary>
    public bool IsSecure => _options.Address!.Scheme == Uri.UriSchemeHttps;

    /// <summary>Signs requests from here on.</summary>
    /// <param name="audience">Whom they are for: the address of the key that answers.</param>
    public void SignFor(PublicKey audience) => _requests = new RequestSigner(Wallet, audience, _options.TimeProvider);

    /// <summary>Asks, and asks again while nobody answers.</summary>
    /// <param name="path">The path, from the first slash, with its query.</param>
    /// <param name="body">What is posted, signed; null for a question that is not.</param>
    /// <param name="answer">How the answer is read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestException">There was no answer, or a refusal, or no sense in it.</exception>
    public async ValueTask<T> AskAsync<T>(string path, byte[]? body, JsonTypeInfo<T> answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(answer);
        return await _retry.ExecuteAsync(
            static (state, token) => state.Client.AttemptAsync(state.path, state.body, state.answer, token),
            (Client: this, path, body, answer),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts a file where a ticket says, and again while nobody answers.</summary>
    /// <param name="target">The address, which says that it may be put there.</param>
    /// <param name="path">The file.</param>
    /// <param name="headers">What is sent with it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RequestException">There was no answer, or a refusal.</exception>
    public async Task PutFileAsync(
        Uri target, string path, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(headers);
        TimeSpan time = _options.Timeout + TimeSpan.FromSeconds(new FileInfo(path).Length / LeastBytesPerSecond);
        string name = target.IsAbsoluteUri ? $"The store at {target.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}" : Name;
        await _retry.ExecuteAsync(
            async token =>
            {
                using HttpRequestMessage request = new(HttpMethod.Put, target) { Content = new StreamContent(File.OpenRead(path)) };
                foreach ((string name, string value) in headers)
                {
                    if (!request.Headers.TryAddWithoutValidation(name, value))
                        request.Content.Headers.TryAddWithoutValidation(name, value);
                }

                await SendAsync(name, request, time, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async ValueTask<T> AttemptAsync<T>(string path, byte[]? body, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        if (body is not null)
        {
            RequestSigner requests = _requests ?? throw new InvalidOperationException($"It is not known whom requests to {Name} are for.");
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.TryAddWithoutValidation(
                "Authorization", await requests.SignAsync(request.Method.Method, path, body, cancellationToken).ConfigureAwait(false));
        }

        byte[] json = await SendAsync(Name, request, _options.Timeout, cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(json, answer) ?? throw new JsonException("It is null.");
        }
        catch (JsonException fault)
        {
            throw new RequestException(HttpStatusCode.OK, $"What answers for {Name} is something else: {fault.Message}", fault);
        }
    }

    private async Task<byte[]> SendAsync(string name, HttpRequestMessage request, TimeSpan time, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(time);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, late.Token).ConfigureAwait(false);
            byte[] content = await response.Content.ReadAsByteArrayAsync(late.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? content
                : throw new RequestException(
                    response.StatusCode, $"{name} answers {(int)response.StatusCode}: {ReasonOf(content) ?? "no reason is given."}");
        }
        catch (HttpRequestException fault)
        {
            throw new RequestException(null, $"{name} cannot be reached: {fault.Message}", fault);
        }
        catch (IOException fault)
        {
            throw new RequestException(null, $"{name} has hung up: {fault.Message}", fault);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RequestException(null, $"{name} gave no answer within {time}.", fault);
        }
    }

    /// <summary>What a refusal says, ours or a bucket's; null where a proxy has sent a page of its own, for instance.</summary>
    private static string? ReasonOf(byte[] content)
    {
        if (content.AsSpan().TrimStart(" \r\n\t"u8).StartsWith("<"u8))
            return BucketReasonOf(content);
        try
        {
            using JsonDocument json = JsonDocument.Parse(content);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out JsonElement text)
                ? text.GetString()
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? BucketReasonOf(byte[] content)
    {
        try
        {
            XElement error = XElement.Load(new MemoryStream(content, writable: false));
            string[] said = [.. new[] { error.Element("Code")?.Value, error.Element("Message")?.Value }.Where(text => !string.IsNullOrEmpty(text)).Select(text => text!)];
            return error.Name.LocalName == "Error" && said.Length > 0 ? string.Join(": ", said) : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
