using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Piwa.Chain.Ledger.Faults;

namespace Piwa.Chain.Ledger.Serving;

/// <content>One request, one connection.</content>
public sealed partial class LedgerServer
{
    private const string Json = "application/json";

    private async Task ServeRequestAsync(HttpListenerContext context)
    {
        HttpListenerRequest request = context.Request;
        if (request.HttpMethod != HttpMethod.Post.Method)
        {
            await RefuseAsync(context, HttpStatusCode.MethodNotAllowed, "Questions are posted.").ConfigureAwait(false);
            return;
        }

        if (request.ContentType?.StartsWith(Json, StringComparison.OrdinalIgnoreCase) != true)
        {
            await RefuseAsync(context, HttpStatusCode.UnsupportedMediaType, $"Questions are {Json}.").ConfigureAwait(false);
            return;
        }

        if (Interlocked.Increment(ref _requests) > _options.MaximumRequests)
        {
            Interlocked.Decrement(ref _requests);
            await RefuseAsync(context, HttpStatusCode.ServiceUnavailable, "Too many requests at once.").ConfigureAwait(false);
            return;
        }

        try
        {
            byte[]? body;
            try
            {
                body = await ReadAsync(request).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
            {
                await RefuseAsync(context, HttpStatusCode.RequestTimeout, $"A request may take {_options.ReceiveTimeout} to come.").ConfigureAwait(false);
                return;
            }

            if (body is null)
            {
                await RefuseAsync(
                    context, HttpStatusCode.RequestEntityTooLarge, $"A request has at most {_options.MaximumRequestBytes} bytes.").ConfigureAwait(false);
            }
            else
            {
                await AnswerAsync(context, body).ConfigureAwait(false);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _requests);
        }
    }

    /// <summary>The body of a request; null if it is too long. Who takes too long to send it is cut.</summary>
    private async Task<byte[]?> ReadAsync(HttpListenerRequest request)
    {
        if (request.ContentLength64 > _options.MaximumRequestBytes)
            return null;

        // The listener's stream does not follow the token, but waiting does, and the connection is cut then.
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        late.CancelAfter(_options.ReceiveTimeout);
        byte[] buffer = new byte[_options.MaximumRequestBytes + 1];
        int length = 0;
        while (length < buffer.Length)
        {
            int read = await request.InputStream
                .ReadAsync(buffer.AsMemory(length), late.Token).AsTask().WaitAsync(late.Token).ConfigureAwait(false);
            if (read == 0)
                return buffer[..length];
            length += read;
        }

        return null;
    }

    private async Task AnswerAsync(HttpListenerContext context, byte[] question)
    {
        CallFault? fault = _ledger.NextCall();
        if (fault is { IsRateLimited: true })
        {
            context.Response.Headers["Retry-After"] = _ledger.RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            await RefuseAsync(context, HttpStatusCode.TooManyRequests, "Too many requests.").ConfigureAwait(false);
            return;
        }

        byte[]? answer = fault is { BreaksBefore: true } ? null : _ledger.AnswerAs(fault, () => _dispatcher.Handle(question));
        if (fault is { BreaksBefore: true } or { BreaksAfter: true })
            Break(context.Response);
        else
            await AnswerAsync(context.Response, answer).ConfigureAwait(false);
    }

    private static void Break(HttpListenerResponse response)
    {
        // Aborted, an answer may go out empty and whole; one that was to have a byte is seen to be cut off.
        response.ContentLength64 = 1;
        response.Abort();
    }

    private async Task AnswerAsync(HttpListenerResponse response, byte[]? answer)
    {
        if (answer is null)
        {
            response.StatusCode = (int)HttpStatusCode.NoContent;
        }
        else
        {
            response.ContentType = Json;
            response.ContentLength64 = answer.Length;
            await WriteAsync(response, answer).ConfigureAwait(false);
        }

        response.Close();
    }

    /// <summary>Who takes longer to read an answer than a request may take to come is cut: a request that is answered counts.</summary>
    private async Task WriteAsync(HttpListenerResponse response, byte[] bytes)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        late.CancelAfter(_options.ReceiveTimeout);
        await response.OutputStream.WriteAsync(bytes, late.Token).AsTask().WaitAsync(late.Token).ConfigureAwait(false);
    }

    /// <summary>Refuses a request, and says why in a line of text.</summary>
    private async Task RefuseAsync(HttpListenerContext context, HttpStatusCode status, string why)
    {
        HttpListenerResponse response = context.Response;
        byte[] text = Encoding.UTF8.GetBytes(why + "\n");
        response.StatusCode = (int)status;
        response.ContentType = "text/plain";
        response.ContentLength64 = text.Length;
        if (status == HttpStatusCode.ServiceUnavailable)
            response.Headers["Retry-After"] = "1";
        await WriteAsync(response, text).ConfigureAwait(false);
        response.Close();
    }

    private async Task ServeSocketAsync(HttpListenerContext context)
    {
        if (!_hub.TryReserve())
        {
            await RefuseAsync(context, HttpStatusCode.ServiceUnavailable, "Too many connections.").ConfigureAwait(false);
            return;
        }

        try
        {
            HttpListenerWebSocketContext accepted = await context.AcceptWebSocketAsync(subProtocol: null).ConfigureAwait(false);
            using WebSocket socket = accepted.WebSocket;
            await _hub.ServeAsync(socket, _stop.Token).ConfigureAwait(false);
        }
        finally
        {
            _hub.Release();
        }
    }
}
