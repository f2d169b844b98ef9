using System.Globalization;
using System.Net;
using System.Text.Json;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Chain.Rpc;

/// <summary>What the errors of nodes mean.</summary>
internal static class RpcErrors
{
    /// <summary>The longest words of a node that are passed on.</summary>
    private const int MaximumWords = 500;

    /// <summary>What a status of HTTP means; null for success.</summary>
    public static RpcException? OfStatus(RpcEndpoint endpoint, string method, HttpResponseMessage response, TimeProvider clock)
    {
        if (response.StatusCode == HttpStatusCode.OK)
            return null;
        int status = (int)response.StatusCode;
        RpcErrorKind kind = response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => RpcErrorKind.RateLimited,
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.PaymentRequired => RpcErrorKind.Unauthorized,
            HttpStatusCode.RequestTimeout => RpcErrorKind.TimedOut,
            >= HttpStatusCode.InternalServerError => RpcErrorKind.Unavailable,
            >= HttpStatusCode.BadRequest => RpcErrorKind.InvalidRequest,
            _ => RpcErrorKind.InvalidAnswer,
        };
        string advice = kind switch
        {
            RpcErrorKind.RateLimited => " Ask less often, or set RequestsPerSecond.",
            RpcErrorKind.Unauthorized => " Check the key in the endpoint's address or headers.",
            RpcErrorKind.InvalidAnswer => " Check the endpoint's address: this is not JSON-RPC.",
            _ => "",
        };
        return new RpcException(
            kind, string.Create(CultureInfo.InvariantCulture, $"{endpoint} answered {method} with HTTP status {status}.{advice}"))
        {
            RetryAfter = RetryAfterOf(response, clock),
        };
    }

    /// <summary>What an error of JSON-RPC means.</summary>
    public static Exception OfAnswer(RpcEndpoint endpoint, string method, JsonElement answer)
    {
        WireError error = answer.Deserialize(RpcJson.Default.WireError)!;
        switch (error.Code)
        {
            case RpcErrorCode.PreflightFailure when error.Data is { ValueKind: JsonValueKind.Object } data:
                WireSimulation simulation = data.Deserialize(RpcJson.Default.WireSimulation)!;
                if (simulation.Err is not null)
                    return new TransactionRejectedException(simulation.Err, simulation.Logs ?? []);
                break;
            case RpcErrorCode.SignatureVerificationFailure:
                return new TransactionRejectedException(new TransactionError(TransactionErrorKind.SignatureFailure), []);
        }

        RpcErrorKind kind = error.Code switch
        {
            RpcErrorCode.TooManyRequests or RpcErrorCode.TooManyRequestsOfServer => RpcErrorKind.RateLimited,
            RpcErrorCode.NodeUnhealthy or RpcErrorCode.MinContextSlotNotReached => RpcErrorKind.NodeBehind,
            RpcErrorCode.BlockNotAvailable or RpcErrorCode.BlockStatusNotAvailableYet => RpcErrorKind.NodeBehind,
            RpcErrorCode.BlockCleanedUp or RpcErrorCode.HistoryNotAvailable => RpcErrorKind.HistoryNotAvailable,
            RpcErrorCode.UnsupportedTransactionVersion => RpcErrorKind.UnsupportedTransactionVersion,
            RpcErrorCode.MethodNotFound => RpcErrorKind.MethodNotFound,
            RpcErrorCode.InvalidParameters or RpcErrorCode.InvalidRequest or RpcErrorCode.ParseError => RpcErrorKind.InvalidRequest,
            RpcErrorCode.InternalError => RpcErrorKind.Internal,
            _ => RpcErrorKind.Other,
        };
        string words = error.Message.Length > MaximumWords ? error.Message[..MaximumWords] + " ..." : error.Message;
        string message = string.Create(
            CultureInfo.InvariantCulture, $"{endpoint} answered {method} with error {error.Code}: {endpoint.Redact(words)}");
        return new RpcException(kind, message) { Code = error.Code, SlotsBehind = SlotsBehind(error) };
    }

    private static ulong? SlotsBehind(WireError error) =>
        error is { Code: RpcErrorCode.NodeUnhealthy, Data: { ValueKind: JsonValueKind.Object } data }
            ? data.Deserialize(RpcJson.Default.WireNodeBehind)?.NumSlotsBehind
            : null;

    private static TimeSpan? RetryAfterOf(HttpResponseMessage response, TimeProvider clock)
    {
        if (response.Headers.RetryAfter is not { } header)
            return null;
        TimeSpan? wait = header.Delta ?? header.Date - clock.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
