using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Piwa.Tests.Infrastructure;

/// <summary>Stands between an HTTP client and a server, and does to each request what it is told.</summary>
/// <remarks>Each connection of a client has one of its own to the server. Messages are taken whole before they go on.</remarks>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _server;
    private readonly Func<ProxyRequest, ProxyFault> _choose;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _count;
    private long _answerBytes;

    /// <param name="server">The server.</param>
    /// <param name="choose">What happens to a request. Several threads call it at once.</param>
    public FaultyProxy(string server, Func<ProxyRequest, ProxyFault> choose)
    {
        _server = new Uri(server);
        _choose = choose;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Endpoint => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>All requests so far, with what happened to them.</summary>
    public ConcurrentQueue<(ProxyRequest Request, ProxyFault Fault)> Log { get; } = new();

    /// <summary>Bytes of all bodies that the server has answered with.</summary>
    public long AnswerBytes => Interlocked.Read(ref _answerBytes);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        await Task.Yield();
        using TcpClient near = client, far = new();
        try
        {
            await far.ConnectAsync(_server.Host, _server.Port, _stop.Token);
            var requests = new Message(near.GetStream(), _stop.Token);
            var answers = new Message(far.GetStream(), _stop.Token);
            while (await requests.ReadAsync(answersTo: null, async () => await near.GetStream().WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), _stop.Token)))
            {
                string[] line = requests.FirstLine.Split(' ');
                var request = new ProxyRequest(Interlocked.Increment(ref _count), line[0], line[1]);
                ProxyFault fault = _choose(request);
                Log.Enqueue((request, fault));
                if (!await AnswerAsync(request, fault, requests, answers, near.GetStream(), far.GetStream()))
                    break;
            }
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Whoever is at the other end sees it too.
        }

        // A reset and no orderly end: what is not read yet is lost.
        near.LingerState = new LingerOption(true, 0);
    }

    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> AnswerAsync(ProxyRequest request, ProxyFault fault, Message requests, Message answers, NetworkStream near, NetworkStream far)
    {
        switch (fault)
        {
            case ProxyFault.Drop:
                return false;
            case ProxyFault.Busy:
                await near.WriteAsync(Error("503 Slow Down", "SlowDown"), _stop.Token);
                return true;
            case ProxyFault.ErrorWithin:
                await near.WriteAsync(Error("200 OK", "InternalError"), _stop.Token);
                return true;
            case ProxyFault.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, _stop.Token);
                return false;
            case ProxyFault.Corrupt when requests.Body.Length > 0:
                requests.Body[requests.Body.Length / 2] ^= 1;
                break;
        }

        await far.WriteAsync(requests.Head, _stop.Token);
        await far.WriteAsync(requests.Body, _stop.Token);
        if (!await answers.ReadAsync(request.Method, null))
            return false;
        Interlocked.Add(ref _answerBytes, answers.Body.Length);
        switch (fault)
        {
            case ProxyFault.CutBehind:
                return false;
            case ProxyFault.FailBehind:
                await near.WriteAsync(Error("500 Internal Server Error", "InternalError"), _stop.Token);
                return true;
            case ProxyFault.Unconditional when answers.FirstLine.Contains(" 412 ", StringComparison.Ordinal):
            case ProxyFault.Unchecked when answers.FirstLine.Contains(" 400 ", StringComparison.Ordinal):
                await near.WriteAsync(Taken(), _stop.Token);
                return true;
            case ProxyFault.Truncate when answers.Body.Length > 0:
                await near.WriteAsync(answers.Head, _stop.Token);
                await near.WriteAsync(answers.Body.AsMemory(0, answers.Body.Length / 2), _stop.Token);
                await near.FlushAsync(_stop.Token);

                // What was sent is to arrive before the reset.
                near.Socket.Shutdown(SocketShutdown.Send);
                return await near.ReadAsync(new byte[1], _stop.Token) < 0;
            default:
                await near.WriteAsync(answers.Head, _stop.Token);
                await near.WriteAsync(answers.Body, _stop.Token);
                return true;
        }
    }

    private static byte[] Error(string status, string code)
    {
        string body = $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>By the proxy.</Message></Error>";
        return System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    private static byte[] Taken() => System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nETag: \"{new string('0', 32)}\"\r\nContent-Length: 0\r\n\r\n");

    /// <summary>Messages of one direction, one after the other.</summary>
    private sealed class Message(NetworkStream stream, CancellationToken cancellationToken)
    {
        private readonly byte[] _chunk = new byte[1 << 16];
        private byte[] _rest = [];

        public byte[] Head { get; private set; } = [];

        public byte[] Body { get; private set; } = [];

        public string FirstLine => System.Text.Encoding.Latin1.GetString(Head).Split("\r\n", 2)[0];

        /// <param name="answersTo">Method of the request that this answers; null for a request.</param>
        /// <param name="proceed">Says that a body may come, to whoever asks first.</param>
        /// <returns>False at the end of the connection.</returns>
        public async Task<bool> ReadAsync(string? answersTo, Func<Task>? proceed)
        {
            int end;
            while ((end = _rest.AsSpan().IndexOf(HeadEnd)) < 0)
            {
                if (!await FillAsync())
                    return false;
            }

            Head = Take(end + HeadEnd.Length);
            if (proceed is not null && Value("Expect") is not null)
            {
                Remove("Expect");
                await proceed();
            }

            if (answersTo == "HEAD" || FirstLine.Contains(" 204 ", StringComparison.Ordinal))
                Body = [];
            else if (Value("Transfer-Encoding") is not null)
                Body = await ReadChunksAsync();
            else
                Body = await ReadBytesAsync(int.Parse(Value("Content-Length") ?? "0", CultureInfo.InvariantCulture));
            return true;
        }

        private void Remove(string name) => Head = System.Text.Encoding.Latin1.GetBytes(
            string.Join("\r\n", System.Text.Encoding.Latin1.GetString(Head).Split("\r\n").Where(line => !line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))));

        private string? Value(string name) => System.Text.Encoding.Latin1.GetString(Head).Split("\r\n")
            .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

        /// <summary>Chunks as they stand, with their lengths: they go on as they came.</summary>
        private async Task<byte[]> ReadChunksAsync()
        {
            var all = new MemoryStream();
            while (true)
            {
                int end;
                while ((end = _rest.AsSpan().IndexOf("\r\n"u8)) < 0)
                    await FillOrFailAsync();
                byte[] line = Take(end + 2);
                all.Write(line);
                int length = int.Parse(System.Text.Encoding.ASCII.GetString(line).Split(';')[0].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                all.Write(await ReadBytesAsync(length + 2));
                if (length == 0)
                    return all.ToArray();
            }
        }

        private async Task<byte[]> ReadBytesAsync(int count)
        {
            var all = new MemoryStream();
            all.Write(Take(Math.Min(count, _rest.Length)));
            while (all.Length < count)
            {
                await FillOrFailAsync();
                all.Write(Take((int)Math.Min(count - all.Length, _rest.Length)));
            }

            return all.ToArray();
        }

        private byte[] Take(int count)
        {
            byte[] taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }

        private async Task FillOrFailAsync()
        {
            if (!await FillAsync())
                throw new EndOfStreamException();
        }

        private async Task<bool> FillAsync()
        {
            int read = await stream.ReadAsync(_chunk, cancellationToken);
            _rest = [.. _rest, .. _chunk.AsSpan(0, read)];
            return read > 0;
        }
    }
}
