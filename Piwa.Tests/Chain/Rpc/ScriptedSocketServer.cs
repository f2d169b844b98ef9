using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using Piwa.Chain.Rpc;

namespace Piwa.Tests.Chain.Rpc;

/// <summary>A WebSocket server that answers each message by a script: by what it returns, message by message, or by hanging up.</summary>
internal sealed class ScriptedSocketServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private readonly Func<int, string, string, IEnumerable<string?>> _script;

    /// <param name="script">Given connection number, id and method of a message, what to send; null hangs up.</param>
    public ScriptedSocketServer(Func<int, string, string, IEnumerable<string?>> script)
    {
        _script = script;
        using (TcpListener probe = new(IPAddress.Loopback, 0))
        {
            probe.Start();
            Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port { get; }

    /// <summary>For a client that asks nothing over HTTP.</summary>
    public RpcEndpoint Endpoint => new(new Uri("http://127.0.0.1:1"), new Uri($"ws://127.0.0.1:{Port}"));

    public int Connections { get; private set; }

    public List<string> Received { get; } = [];

    /// <summary>The header of the latest connection.</summary>
    public string? ApiKey { get; private set; }

    /// <summary>The answer to a subscription, whose number is that of the request.</summary>
    public static string Taken(string id) => $$"""{"jsonrpc":"2.0","result":{{id}},"id":{{id}}}""";

    public async ValueTask DisposeAsync()
    {
        try
        {
            _listener.Abort();
        }
        catch (ObjectDisposedException)
        {
            // It closes a connection that the other side has just closed.
        }

        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                ApiKey = context.Request.Headers["x-api-key"];
                using WebSocket socket = (await context.AcceptWebSocketAsync(null)).WebSocket;
                await TalkAsync(socket, Connections++);
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or WebSocketException)
        {
            // Stopped.
        }
    }

    private async Task TalkAsync(WebSocket socket, int connection)
    {
        byte[] buffer = new byte[65_536];
        try
        {
            while (true)
            {
                WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                    return;
                string text = System.Text.Encoding.UTF8.GetString(buffer, 0, received.Count);
                using JsonDocument message = JsonDocument.Parse(text);
                string method = message.RootElement.GetProperty("method").GetString()!;
                lock (Received)
                    Received.Add(method);
                foreach (string? answer in _script(connection, message.RootElement.GetProperty("id").GetRawText(), method))
                {
                    if (answer is null)
                    {
                        socket.Abort();
                        return;
                    }

                    await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(answer), WebSocketMessageType.Text, true, CancellationToken.None);
                }
            }
        }
        catch (WebSocketException)
        {
            // The client has gone; another may come.
        }
    }
}
