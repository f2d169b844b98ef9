using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Piwa.Chain.Rpc;

/// <summary>Puts one question to one node over HTTP.</summary>
internal sealed class JsonRpcTransport : IDisposable
{
    private readonly HttpClient _http;
    private readonly RpcClientOptions _options;
    private long _lastId;

    public JsonRpcTransport(RpcClientOptions options)
    {
        _options = options;

        // A redirect would carry headers, and the keys in them, to another host.
        HttpMessageHandler handler = options.CreateHandler?.Invoke() ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        _http = new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = options.MaximumResponseBytes,
        };
    }

    public async ValueTask<T> AskAsync<T>(
        RpcEndpoint endpoint, string method, JsonArray parameters, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
    {
        long id = Interlocked.Increment(ref _lastId);
        using CancellationTokenSource timeout = new(_options.RequestTimeout, _options.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, endpoint.Address);
            request.Content = new ByteArrayContent(Write(id, method, parameters));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            foreach ((string name, string value) in endpoint.Headers)
                request.Headers.TryAddWithoutValidation(name, value);
            using HttpResponseMessage response = await _http
                .SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token).ConfigureAwait(false);
            if (RpcErrors.OfStatus(endpoint, method, response, _options.TimeProvider) is { } error)
                throw error;
            byte[] bytes = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            return Read(endpoint, method, id, bytes, answer);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RpcException(
                RpcErrorKind.TimedOut,
                string.Create(CultureInfo.InvariantCulture, $"{endpoint} did not answer {method} within {_options.RequestTimeout}."),
                error);
        }
        catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new RpcException(
                RpcErrorKind.InvalidAnswer,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{endpoint} answered {method} with more than MaximumResponseBytes = {_options.MaximumResponseBytes}."),
                error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new RpcException(RpcErrorKind.Unreachable, $"{endpoint} could not be asked for {method}: {endpoint.Redact(error.Message)}", error);
        }
    }

    public void Dispose() => _http.Dispose();

    internal static byte[] Write(long id, string method, JsonArray parameters) => JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters },
        Wire.RpcJson.Default.JsonObject);

    private static T Read<T>(RpcEndpoint endpoint, string method, long id, byte[] bytes, JsonTypeInfo<T> answer)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new JsonException("It is no object.");
            if (root.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object)
                throw RpcErrors.OfAnswer(endpoint, method, error);
            if (!root.TryGetProperty("id", out JsonElement answered) || !answered.TryGetInt64(out long answeredId) || answeredId != id)
                throw new JsonException("It is the answer to another question.");
            if (!root.TryGetProperty("result", out JsonElement result))
                throw new JsonException("It has neither result nor error.");
            T? read = result.Deserialize(answer);
            Wire.WireCheck.Check(read);
            return read!;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException
            && error is not TransactionRejectedException)
        {
            throw new RpcException(
                RpcErrorKind.InvalidAnswer, $"What {endpoint} answered to {method} cannot be read: {endpoint.Redact(error.Message)}");
        }
    }
}
