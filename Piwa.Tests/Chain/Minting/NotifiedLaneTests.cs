using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Faults;
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
        await using ServedCluster served = new();
        await using PassingSlots slots = new(served.Cluster);
        MintingLaneOptions options = Options(served.Cluster, new FakeTimeProvider(), served.Stream);
        using MintingLane lane = await MintingLane.OpenAsync(served.Client, options, stop);
        await lane.MintAsync(0, LaneTestSupport.Requests(Assets), stop);
        await LaneTestSupport.AssertExactlyOnceAsync(served.Cluster.Ledger, lane, Assets, stop);
    }

    [Theory(Timeout = 300_000)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task EachAssetIsMintedOnceWhateverBecomesOfTheNotices(int seed)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using ServedCluster served = new(new LedgerFaultOptions
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
        TestCluster cluster = served.Cluster;
        UnreliableNotices notices = new(seed, served.Stream);
        MintingLaneOptions options = Options(cluster, cluster.Clock, notices);
        Random random = new(seed);
        await using (new PassingSlots(cluster, () =>
        {
            if (random.Next(10) == 0)
                served.Server.Disconnect();
        }))
        {
            for (int call = 1; ; call++)
            {
                Assert.InRange(call, 1, MaximumCalls);
                try
                {
                    using MintingLane lane = await MintingLane.OpenAsync(served.Client, options, stop);
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
