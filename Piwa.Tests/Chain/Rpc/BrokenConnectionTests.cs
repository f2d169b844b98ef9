using System.Net;
using System.Net.Sockets;
using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Rpc;
using Piwa.Tests.Chain.Ledger;

namespace Piwa.Tests.Chain.Rpc;

/// <summary>The client over HTTP, and connections that are refused, cut and slow.</summary>
public sealed class BrokenConnectionTests : IAsyncDisposable
{
    private const string Whole = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 36\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":77}";

    private readonly TestLedger _test = new();
    private readonly LedgerServer _server;

    public BrokenConnectionTests() => _server = _test.Serve();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _test.Dispose();
    }

    [Fact]
    public async Task ServerThatIsGoneIsReportedAndComesBack()
    {
        using SolanaRpcClient client = Client(attempts: 2, _server.Endpoint);
        await client.GetHealthAsync(Stop);
        await _server.DisposeAsync();
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => client.GetHealthAsync(Stop).AsTask());
        Assert.Equal(RpcErrorKind.Unreachable, error.Kind);
        await using LedgerServer again = LedgerServer.Start(_test.Ledger, new LedgerServerOptions { Port = _server.Address.Port });
        await client.GetHealthAsync(Stop);
    }

    [Fact]
    public async Task ServerThatIsGoneHandsOverToTheNext()
    {
        await using LedgerServer next = _test.Serve();
        using SolanaRpcClient client = Client(attempts: 3, _server.Endpoint, next.Endpoint);
        await client.GetHealthAsync(Stop);
        await _server.DisposeAsync();
        Assert.Equal(TestLedger.Funds, await client.GetBalanceAsync(_test.Payer.PublicKey, cancellationToken: Stop));
    }

    // The answer breaks off after every one of its bytes in turn.
    [Fact]
    public async Task AnswerThatBreaksOffIsAskedForAgain()
    {
        for (int length = 0; length < Whole.Length; length += 7)
        {
            await using RawServer broken = new(Whole[..length]);
            using SolanaRpcClient client = Client(attempts: 3, broken.Endpoint, _server.Endpoint);
            Assert.Equal(0UL, await client.GetSlotAsync(cancellationToken: Stop));
        }

        await using RawServer sound = new(Whole);
        using SolanaRpcClient only = Client(attempts: 1, sound.Endpoint);
        Assert.Equal(77UL, await only.GetSlotAsync(cancellationToken: Stop));
    }

    [Fact]
    public async Task AnswerThatStallsIsGivenUp()
    {
        await using RawServer slow = new(Whole[..^5], stalls: true);
        using SolanaRpcClient client = new(new RpcClientOptions
        {
            Endpoints = [slow.Endpoint],
            MaximumAttempts = 1,
            RequestTimeout = TimeSpan.FromMilliseconds(200),
        });
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => client.GetSlotAsync(cancellationToken: Stop).AsTask());
        Assert.Equal(RpcErrorKind.TimedOut, error.Kind);
    }

    // A redirect would carry the key elsewhere.
    [Fact]
    public async Task RedirectsAreNotFollowed()
    {
        await using RawServer elsewhere = new(Whole);
        await using RawServer redirecting = new(
            $"HTTP/1.1 307 Temporary Redirect\r\nLocation: {elsewhere.Endpoint.Address}\r\nContent-Length: 0\r\n\r\n");
        using SolanaRpcClient client = Client(attempts: 1, redirecting.Endpoint);
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => client.GetSlotAsync(cancellationToken: Stop).AsTask());
        Assert.Equal(RpcErrorKind.InvalidAnswer, error.Kind);
        Assert.Equal(0, elsewhere.Connections);
    }

    private static SolanaRpcClient Client(int attempts, params RpcEndpoint[] endpoints) => new(new RpcClientOptions
    {
        Endpoints = endpoints,
        MaximumAttempts = attempts,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        JitterSeed = 1,
    });

    /// <summary>Sends the same bytes to whoever asks, then hangs up or says no more.</summary>
    private sealed class RawServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly string _answer;
        private readonly bool _stalls;
        private readonly Task _serving;

        public RawServer(string answer, bool stalls = false)
        {
            _answer = answer;
            _stalls = stalls;
            _listener.Start();
            _serving = ServeAsync();
        }

        public int Connections { get; private set; }

        public RpcEndpoint Endpoint => new(new Uri($"http://{_listener.LocalEndpoint}"));

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _serving;
            _listener.Dispose();
            _stop.Dispose();
        }

        private async Task ServeAsync()
        {
            byte[] buffer = new byte[16_384];
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                    Connections++;
                    NetworkStream stream = client.GetStream();
                    _ = await stream.ReadAtLeastAsync(buffer, 1, throwOnEndOfStream: false, _stop.Token);
                    await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(_answer), _stop.Token);
                    if (_stalls)
                        await Task.Delay(Timeout.InfiniteTimeSpan, _stop.Token);
                }
                catch (Exception error) when (error is OperationCanceledException or IOException)
                {
                    // Stopped, or the client has gone.
                }
            }
        }
    }
}
