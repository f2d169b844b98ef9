using Piwa.Chain.Ledger.Faults;
using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Streaming;

namespace Piwa.Tests.Chain.Ledger;

/// <summary>A cluster that is served on loopback, with its clients over HTTP and WebSocket, which hardly pause after a failure.</summary>
internal sealed class ServedCluster : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <param name="faults">What goes wrong once the wallet has its funds; nothing if null.</param>
    /// <param name="attempts">How often a question is asked.</param>
    /// <param name="pollInterval">The pause between questions for a transaction; as by default if null.</param>
    public ServedCluster(LedgerFaultOptions? faults = null, int attempts = 3, TimeSpan? pollInterval = null)
    {
        Cluster = new TestCluster(faults);
        Server = LedgerServer.Start(Cluster.Ledger, new LedgerServerOptions { Port = 0 });
        int seed = faults?.Seed ?? 1;
        Client = new SolanaRpcClient(new RpcClientOptions
        {
            Endpoints = [Server.Endpoint],
            MaximumAttempts = attempts,
            RetryDelay = Pause,
            JitterSeed = seed,
        });
        StreamingRpcClientOptions options = new()
        {
            Endpoints = [Server.Endpoint],
            MaximumAttempts = 1000,
            RetryDelay = Pause,
            MaximumRetryDelay = 5 * Pause,
            JitterSeed = seed,
        };
        options.PollInterval = pollInterval ?? options.PollInterval;
        Stream = new SolanaStreamingRpcClient(Client, options);
    }

    public TestCluster Cluster { get; }

    public LedgerServer Server { get; }

    public SolanaRpcClient Client { get; }

    public SolanaStreamingRpcClient Stream { get; }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        Client.Dispose();
        await Server.DisposeAsync();
        Cluster.Dispose();
    }
}
