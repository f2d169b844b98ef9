using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Piwa.Chain.Rpc.Streaming;

/// <content>One connection after the other.</content>
public sealed partial class SolanaStreamingRpcClient
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>A connection that lasts as long has been a good one: the count of failures starts anew.</summary>
    private static readonly TimeSpan GoodConnection = TimeSpan.FromSeconds(10);

    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            while (!_stop.IsCancellationRequested)
                await _retry.ExecuteAsync(ServeAsync, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (Exception error)
        {
            // Whatever it is: whoever waits must not wait for ever.
            FailAll(error);
        }
    }

    /// <summary>That the connection is lost, or talks nonsense. A socket that was aborted says that it was cancelled.</summary>
    private static bool IsLoss(Exception error) => error is WebSocketException or IOException or OperationCanceledException
        or JsonException or InvalidOperationException or FormatException;

    /// <summary>Makes a connection and reads it until it is lost.</summary>
    /// <exception cref="RpcException">It could not be made, or did not last.</exception>
    private async ValueTask ServeAsync(CancellationToken cancellationToken)
    {
        RpcEndpoint endpoint = _options.Endpoints[_nextEndpoint++ % _options.Endpoints.Count];
        using ClientWebSocket socket = new();
        await ConnectAsync(socket, endpoint, cancellationToken).ConfigureAwait(false);
        long since = _options.TimeProvider.GetTimestamp();
        try
        {
            StreamSubscription[] known;
            lock (_gate)
            {
                _socket = socket;
                known = [.. _subscriptions];
            }

            foreach (StreamSubscription subscription in known)
                await RequestAsync(socket, subscription).ConfigureAwait(false);
            await ReadAsync(socket, endpoint, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (IsLoss(error) && !cancellationToken.IsCancellationRequested)
        {
            if (_options.TimeProvider.GetElapsedTime(since) < GoodConnection)
            {
                throw new RpcException(
                    RpcErrorKind.Unreachable, $"The WebSocket to {endpoint} was lost: {endpoint.Redact(error.Message)}", error);
            }
        }
        finally
        {
            Forget();
        }
    }

    private async ValueTask ConnectAsync(ClientWebSocket socket, RpcEndpoint endpoint, CancellationToken cancellationToken)
    {
        socket.Options.KeepAliveInterval = _options.KeepAlive;
        socket.Options.KeepAliveTimeout = _options.KeepAlive;
        foreach ((string name, string value) in endpoint.Headers)
            socket.Options.SetRequestHeader(name, value);
        using CancellationTokenSource timeout = new(_options.ConnectTimeout, _options.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(endpoint.WebSocketAddress, either.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (IsLoss(error) && !cancellationToken.IsCancellationRequested)
        {
            RpcErrorKind kind = error is OperationCanceledException ? RpcErrorKind.TimedOut : RpcErrorKind.Unreachable;
            throw new RpcException(kind, $"No WebSocket to {endpoint}: {endpoint.Redact(error.Message)}", error);
        }
    }

    private async ValueTask ReadAsync(ClientWebSocket socket, RpcEndpoint endpoint, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferBytes];
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult received = await socket
                .ReceiveAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
                throw new IOException("the node closed it.");
            length += received.Count;
            if (received.EndOfMessage)
            {
                using (JsonDocument message = JsonDocument.Parse(buffer.AsMemory(..length)))
                    await AcceptAsync(socket, endpoint, message.RootElement).ConfigureAwait(false);
                length = 0;
            }
            else if (length == buffer.Length)
            {
                if (length >= _options.MaximumMessageBytes)
                    throw new IOException($"a message is longer than MaximumMessageBytes = {_options.MaximumMessageBytes}.");
                Array.Resize(ref buffer, 2 * length);
            }
        }
    }

    private async ValueTask AcceptAsync(ClientWebSocket socket, RpcEndpoint endpoint, JsonElement message)
    {
        if (message.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.Number)
            await AcceptAnswerAsync(socket, endpoint, id.GetInt64(), message).ConfigureAwait(false);
        else if (message.TryGetProperty("params", out JsonElement parameters)
            && parameters.TryGetProperty("subscription", out JsonElement number)
            && parameters.TryGetProperty("result", out JsonElement told))
            Find(number.GetUInt64())?.Accept(told);
    }

    private StreamSubscription? Find(ulong number)
    {
        lock (_gate)
            return _byNumber.GetValueOrDefault(number);
    }

    private async ValueTask AcceptAnswerAsync(ClientWebSocket socket, RpcEndpoint endpoint, long request, JsonElement message)
    {
        StreamSubscription? subscription;
        bool isWanted = false;
        bool hasNumber = message.TryGetProperty("result", out JsonElement result) && result.ValueKind == JsonValueKind.Number;
        lock (_gate)
        {
            if (!_byRequest.Remove(request, out subscription))
                return;
            isWanted = _subscriptions.Contains(subscription);
            if (hasNumber && isWanted)
                _byNumber[result.GetUInt64()] = subscription;
        }

        if (!hasNumber)
        {
            Fail(subscription, message.TryGetProperty("error", out JsonElement error)
                ? RpcErrors.OfAnswer(endpoint, subscription.Method, error)
                : new RpcException(RpcErrorKind.InvalidAnswer, $"{endpoint} answered {subscription.Method} without a number."));
        }
        else if (isWanted)
        {
            subscription.Subscribed();
            CatchUp(subscription);
        }
        else
        {
            await SendAsync(socket, NextRequest(), subscription.UnsubscribeMethod, [result.GetUInt64()]).ConfigureAwait(false);
        }
    }

    /// <summary>Asks for what was missed, beside the reader, for the answer may take a while.</summary>
    private void CatchUp(StreamSubscription subscription)
    {
        Task task = CatchUpAsync(subscription);
        lock (_gate)
        {
            _catchingUp.RemoveWhere(earlier => earlier.IsCompleted);
            _catchingUp.Add(task);
        }
    }

    private async Task CatchUpAsync(StreamSubscription subscription)
    {
        try
        {
            await subscription.CatchUpAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed; whoever waits is told by that.
        }
        catch (Exception error) when (error is RpcException or IOException or InvalidOperationException)
        {
            Fail(subscription, error);
        }
    }

    private void Fail(StreamSubscription subscription, Exception error)
    {
        lock (_gate)
            _subscriptions.Remove(subscription);
        subscription.Fail(error);
    }

    private void Forget()
    {
        StreamSubscription[] known;
        lock (_gate)
        {
            _socket = null;
            _byRequest.Clear();
            _byNumber.Clear();
            known = [.. _subscriptions];
        }

        foreach (StreamSubscription subscription in known)
            subscription.Lost();
    }

    private async ValueTask RequestAsync(WebSocket socket, StreamSubscription subscription)
    {
        long request = NextRequest();
        lock (_gate)
        {
            if (_socket != socket)
                return;
            _byRequest.Add(request, subscription);
        }

        await SendAsync(socket, request, subscription.Method, subscription.Parameters()).ConfigureAwait(false);
    }

    /// <summary>Sends a question. If that fails the connection is lost, which its reader finds out as well and sees to.</summary>
    private async ValueTask SendAsync(WebSocket socket, long request, string method, JsonArray parameters)
    {
        try
        {
            await _sending.WaitAsync(_stop.Token).ConfigureAwait(false);
            try
            {
                await socket.SendAsync(
                    JsonRpcTransport.Write(request, method, parameters), WebSocketMessageType.Text, endOfMessage: true, _stop.Token)
                    .ConfigureAwait(false);
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception error) when (IsLoss(error))
        {
            socket.Abort();
        }
    }
}
