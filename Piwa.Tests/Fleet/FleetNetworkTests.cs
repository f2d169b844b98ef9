using System.Numerics;
using Microsoft.Extensions.Logging.Abstractions;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Pipeline;
using Piwa.Pipeline.Fleet;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Fleet;

/// <summary>Nodes of strangers and their coordinators: what one machine makes comes out, whatever happens on the way.</summary>
[Collection(PostgresTests.Name)]
public sealed class FleetNetworkTests(PostgresServer server) : IAsyncDisposable
{
    private readonly FleetNetwork _network = new(server);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _network.DisposeAsync();

    [Fact]
    public async Task NodesOfTwoCoordinatorsMakeTheSetOfOneMachine()
    {
        (FleetCoordinator coordinator, Uri one) = await _network.StartAsync();
        (FleetCoordinator _, Uri two) = await _network.StartAsync();
        FleetReport[] reports = await Task.WhenAll(_network.RunNodeAsync(one, "a"), _network.RunNodeAsync(two, "b"), _network.RunNodeAsync(one, "c"));
        Assert.Equal(FleetNetwork.Units, reports.Sum(report => report.Units));
        Assert.True(reports.Sum(report => report.Checks) >= FleetNetwork.Units);
        Assert.All(reports, report => Assert.Equal((0, false), (report.Lost, report.Run.WasCancelled)));
        FleetStatus status = await coordinator.StatusAsync(Stop);
        Assert.True(status.IsDone);
        Assert.All(status.Nodes, node => Assert.True(node.Accuracy is null or 1));
        await FleetNetwork.AssertPaidOnceAsync(coordinator);
        await _network.AssertSameSetAsync();
    }

    [Fact]
    public async Task WhoMakesOtherAssetsIsFoundAndWhatItMadeIsMadeByOthers()
    {
        (FleetCoordinator coordinator, Uri address) = await _network.StartAsync();
        using Keypair faker = Keypair.Generate();

        // It begins alone, so that there is something of it; each asset is a little too large.
        Task<FleetReport> faking = _network.RunNodeAsync(
            address, "faker", faker, recipes => new SmallRun.Faulty(recipes, (_, recipe) => recipe with
            {
                Origin = null,
                Parts = [.. recipe.Parts.Select(part => part with { HalfExtents = part.HalfExtents * new Vector3(1.001f) })],
            }));
        while ((await coordinator.StatusAsync(Stop)).Checking == 0)
            await Task.Delay(20, Stop);
        FleetReport[] honest = await Task.WhenAll(_network.RunNodeAsync(address, "a"), _network.RunNodeAsync(address, "b"));
        var fault = await Assert.ThrowsAsync<RunFailedException>(() => faking);
        Assert.Contains("gets no more work", fault.Message, StringComparison.Ordinal);

        Assert.Equal(FleetNetwork.Units, honest.Sum(report => report.Units));
        FleetNodeStatus found = (await coordinator.StatusAsync(Stop)).Nodes.Single(node => node.Wallet == faker.PublicKey.ToString());
        Assert.Equal((0, 0.0), (found.Units, found.Accuracy));
        Assert.NotNull(found.Barred);
        await FleetNetwork.AssertPaidOnceAsync(coordinator);
        await _network.AssertSameSetAsync();
    }

    [Fact]
    public async Task WhoAccusesWronglyIsFoundAndTheAccusedIsPaid()
    {
        (FleetCoordinator coordinator, Uri address) = await _network.StartAsync();
        using Keypair accuser = Keypair.Generate();
        Task<FleetReport> honest = _network.RunNodeAsync(address, "a");
        using FleetClient client = await FleetClient.OpenAsync(address, accuser, TimeProvider.System, Stop);
        WireWork work;
        do
        {
            work = await client.AskForWorkAsync(0, 1, "a liar", Stop);
        }
        while (work.Checks.Count == 0);
        Assert.True(await client.AnswerAsync(work.Checks[0], new byte[work.Checks[0].Samples.Count * SampleDigest.Bytes], Stop));
        await Task.WhenAll(honest, _network.RunNodeAsync(address, "b"), _network.RunNodeAsync(address, "c"));

        FleetStatus status = await coordinator.StatusAsync(Stop);
        FleetNodeStatus found = Assert.Single(status.Nodes, node => node.Barred is not null);
        Assert.Equal(accuser.PublicKey.ToString(), found.Wallet);
        await FleetNetwork.AssertPaidOnceAsync(coordinator);
        await _network.AssertSameSetAsync();
        var fault = await Assert.ThrowsAsync<RequestException>(async () => await client.AskForWorkAsync(1, 0, "a liar", Stop));
        Assert.Contains("accused", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CoordinatorAndDatabaseMayBeLostAtAnyTime()
    {
        (FleetCoordinator first, Uri address) = await _network.StartAsync();
        Task<FleetReport>[] nodes = [_network.RunNodeAsync(address, "a"), _network.RunNodeAsync(address, "b")];
        await UntilAsync(first, committed: 1);
        server.Kill();
        await Task.Delay(500, Stop);
        await server.StartAsync();
        await UntilAsync(first, committed: 2);
        await _network.StopAsync(first);
        await Task.Delay(500, Stop);
        (FleetCoordinator second, Uri _) = await _network.StartAsync(address.Port);
        await Task.WhenAll(nodes);
        Assert.True((await second.StatusAsync(Stop)).IsDone);
        await FleetNetwork.AssertPaidOnceAsync(second);
        await _network.AssertSameSetAsync();
    }

    [Fact]
    public async Task WhatALostNodeWasAtIsMadeByOthersAndWhatAStoppedOneWasAtIsGivenBack()
    {
        _network.Rules.LeaseTime = TimeSpan.FromSeconds(1);
        (FleetCoordinator coordinator, Uri address) = await _network.StartAsync();
        using Keypair lost = Keypair.Generate();
        using (FleetClient client = await FleetClient.OpenAsync(address, lost, TimeProvider.System, Stop))
            Assert.Equal(2, (await client.AskForWorkAsync(2, 0, "soon gone", Stop)).Units.Count);
        using (var stop = new CancellationTokenSource())
        {
            var watch = new StopAt(stop);
            FleetReport stopped = await _network.RunNodeAsync(address, "stopped", progress: watch, stop: stop);
            Assert.True(stopped.Run.WasCancelled);
        }

        Assert.InRange((await coordinator.StatusAsync(Stop)).Leased, 0, 2); // those of the lost node alone
        await Task.WhenAll(_network.RunNodeAsync(address, "a"), _network.RunNodeAsync(address, "b"));
        FleetStatus status = await coordinator.StatusAsync(Stop);
        Assert.Equal(2, status.Nodes.Single(node => node.Wallet == lost.PublicKey.ToString()).Lapsed);
        await FleetNetwork.AssertPaidOnceAsync(coordinator);
        await _network.AssertSameSetAsync();
    }

    /// <summary>Longer than a request is tried: what the node has made it hands in when the network is back, and hears that others have made it.</summary>
    [Fact]
    public async Task ANodeWhoseNetworkIsCutComesBackAndNothingIsPaidTwice()
    {
        _network.Rules.LeaseTime = TimeSpan.FromSeconds(2);
        (FleetCoordinator coordinator, Uri address) = await _network.StartAsync();
        bool isCut = false, isMended = false;
        await using var proxy = new FaultyProxy(address.OriginalString, request =>
        {
            if (request.Target == FleetRoutes.Uploads)
                Volatile.Write(ref isCut, true);
            return Volatile.Read(ref isCut) && !Volatile.Read(ref isMended) ? ProxyFault.Drop : ProxyFault.None;
        });
        Task<FleetReport> cut = _network.RunNodeAsync(new Uri(proxy.Endpoint), "cut");
        while (!Volatile.Read(ref isCut))
            await Task.Delay(20, Stop);
        Task<FleetReport>[] others = [_network.RunNodeAsync(address, "a"), _network.RunNodeAsync(address, "b")];
        await UntilAsync(coordinator, committed: 2);
        while (proxy.Log.Count(each => each.Request.Target == FleetRoutes.Uploads) <= new RequestClientOptions().MaximumAttempts)
            await Task.Delay(50, Stop);
        Assert.False(cut.IsCompleted, "It waits for the network.");
        Volatile.Write(ref isMended, true);
        FleetReport report = await cut;
        FleetReport[] all = [report, .. await Task.WhenAll(others)];
        Assert.True(report.Lost > 0, "Others have what it had.");
        Assert.Equal(FleetNetwork.Units, all.Sum(each => each.Units));
        await FleetNetwork.AssertPaidOnceAsync(coordinator);
        await _network.AssertSameSetAsync();
    }

    [Fact]
    public async Task ANodeThatIsStuckLosesItsLeaseAndOneThatMovesDoesNot()
    {
        _network.Rules.LeaseTime = TimeSpan.FromSeconds(1);
        _network.Rules.NodeLeases = FleetNetwork.Units;
        (FleetCoordinator _, Uri address) = await _network.StartAsync();
        using Keypair stuckKey = Keypair.Generate(), movingKey = Keypair.Generate();
        using FleetClient stuckClient = await FleetClient.OpenAsync(address, stuckKey, TimeProvider.System, Stop);
        using FleetClient movingClient = await FleetClient.OpenAsync(address, movingKey, TimeProvider.System, Stop);
        using var over = new CancellationTokenSource();
        FleetNode stuck = NodeOf(stuckClient, new RunMotion(TimeProvider.System) { Patience = TimeSpan.Zero });
        FleetNode moving = NodeOf(movingClient, new RunMotion(TimeProvider.System));
        ulong[] first = [.. await FirstAsync(stuck), .. await FirstAsync(moving)];
        Assert.Equal([0UL, (ulong)SmallRun.Campaign.ShardAssets], first);
        Task[] renewing = [stuck.RenewAsync(over.Token), moving.RenewAsync(over.Token)];
        using Keypair other = Keypair.Generate();
        using FleetClient client = await FleetClient.OpenAsync(address, other, TimeProvider.System, Stop);
        List<long> given = [];
        while (!given.Contains(0))
        {
            given.AddRange((await client.AskForWorkAsync(1, 0, "another", Stop)).Units.Select(lease => lease.Unit));
            await Task.Delay(50, Stop);
        }

        Assert.DoesNotContain(1, given);
        await over.CancelAsync();
        await Task.WhenAll(renewing);
        await stuck.ReleaseAsync();
        await moving.ReleaseAsync();

        static FleetNode NodeOf(FleetClient client, RunMotion motion) =>
            new(client, "a device", new RunHistory(TimeProvider.System), TimeProvider.System, NullLogger.Instance, Stop) { Motion = motion };

        static async Task<ulong[]> FirstAsync(FleetNode node)
        {
            await foreach (WorkUnit unit in node.UnitsAsync(1, Stop))
                return [unit.FirstAsset];
            return [];
        }
    }

    private static async Task UntilAsync(FleetCoordinator coordinator, long committed)
    {
        while (true)
        {
            try
            {
                if ((await coordinator.StatusAsync(Stop)).Committed >= committed)
                    return;
            }
            catch (FleetDatabaseException)
            {
                // It is just coming back.
            }

            await Task.Delay(20, Stop);
        }
    }

    private sealed class StopAt(CancellationTokenSource source) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Admitted > 0)
                source.Cancel();
        }
    }
}
