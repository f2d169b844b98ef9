using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Faults;
using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Minting;
using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Streaming;
using Piwa.Tests.Chain.Ledger;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Minting;

/// <summary>A lane that is told over a WebSocket when its transactions land, on a cluster of its own whose slots pass meanwhile.</summary>
public sealed class NotifiedLaneTests : IDisposable
{
    private const int Assets = 20;

    /// <summary>Calls that a lane under faults may take.</summary>
    private const int MaximumCalls = 100;

    private readonly TemporaryDirectory _directory = new();
    private readonly Keypair _treeDelegate = TestKeys.Pair("delegate");

    public void Dispose()
    {
        _treeDelegate.Dispose();
        _directory.Dispose();
    }

    // The lane's clock stands still: no wait of its own ever ends.
    [Fact(Timeout = 120_000)]
    public async Task NoticesAloneCarryALaneToItsEnd()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using TestCluster cluster = new();
        await using LedgerServer server = LedgerServer.Start(cluster.Ledger, new LedgerServerOptions { Port = 0 });
        using SolanaRpcClient client = Client(server);
        await using SolanaStreamingRpcClient stream = Stream(client, server);
        await using PassingSlots slots = new(cluster);
        using MintingLane lane = await MintingLane.OpenAsync(client, Options(cluster, new FakeTimeProvider(), stream), stop);
        await lane.MintAsync(0, LaneTestSupport.Requests(Assets), stop);
        await LaneTestSupport.AssertExactlyOnceAsync(cluster.Ledger, lane, Assets, stop);
    }

    [Theory(Timeout = 300_000)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task EachAssetIsMintedOnceWhateverBecomesOfTheNotices(int seed)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using TestCluster cluster = new(new LedgerFaultOptions
        {
            Seed = seed,
            DropProbability = 0.1,
            DelayProbability = 0.2,
            DuplicateProbability = 0.2,
            ForkProbability = 0.02,
            MaximumForkSlots = TestCluster.FinalitySlots,
            RateLimitProbability = 0.02,
            DisconnectBeforeProbability = 0.02,
            DisconnectAfterProbability = 0.02,
            LagProbability = 0.1,
        });
        await using LedgerServer server = LedgerServer.Start(cluster.Ledger, new LedgerServerOptions { Port = 0 });
        using SolanaRpcClient client = Client(server);
        await using SolanaStreamingRpcClient stream = Stream(client, server);
        UnreliableNotices notices = new(seed, stream);
        MintingLaneOptions options = Options(cluster, cluster.Clock, notices);
        Random random = new(seed);
        await using (new PassingSlots(cluster, () =>
        {
            if (random.Next(10) == 0)
                server.Disconnect();
        }))
        {
            for (int call = 1; ; call++)
            {
                Assert.InRange(call, 1, MaximumCalls);
                try
                {
                    using MintingLane lane = await MintingLane.OpenAsync(client, options, stop);
                    await lane.MintAsync(0, LaneTestSupport.Requests(Assets), stop);
                    break;
                }
                catch (Exception trouble) when (trouble is TimeoutException or RpcException or MintFailedException)
                {
                    // The caller tries again.
                }
            }
        }

        using MintingLane last = await MintingLane.OpenAsync(cluster.Reopen(keepsFaults: false), options, stop);
        await LaneTestSupport.AssertExactlyOnceAsync(cluster.Ledger, last, Assets, stop);
        Assert.True(notices.Counts.Count > 2, "Too few kinds of notices came.");
    }

    private static SolanaRpcClient Client(LedgerServer server) => new(new RpcClientOptions
    {
        Endpoints = [server.Endpoint],
        MaximumAttempts = 3,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        JitterSeed = 1,
    });

    private static SolanaStreamingRpcClient Stream(SolanaRpcClient client, LedgerServer server) => new(client, new StreamingRpcClientOptions
    {
        Endpoints = [server.Endpoint],
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaximumRetryDelay = TimeSpan.FromMilliseconds(5),
        JitterSeed = 1,
    });

    private MintingLaneOptions Options(TestCluster cluster, TimeProvider clock, IStreamingRpcClient notices) => new()
    {
        Payer = cluster.Payer,
        TreeDelegate = _treeDelegate,
        ExpectedCount = Assets,
        MaximumTreeDepth = 3,
        JournalDirectory = _directory.Path,
        StreamingClient = notices,
        TimeProvider = clock,
    };
}
