using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Fleet;
using Piwa.Pipeline.Stores;
using Piwa.Tests.Chain;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Fleet;

/// <summary>A fleet hands out work by the stakes of a ledger of value, and tells a market whom it has caught; on a real PostgreSQL.</summary>
[Collection(PostgresTests.Name)]
public sealed class FleetStakeTests(PostgresServer server) : IDisposable
{
    private const int UnitAssets = 8;

    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task WhatIsStakedInTheLedgerIsWhatTheFleetGoesBy()
    {
        PublicKey staker = TestKeys.Key(1), one = TestKeys.Key(2), two = TestKeys.Key(3), stranger = TestKeys.Key(4);
        await using FleetCoordinator fleet = await OpenAsync();
        await fleet.AllowAsync(one, new NodeChange(), Stop);
        await fleet.AllowAsync(two, new NodeChange(Stake: 5), Stop);
        using EconomyLedger ledger = EconomyLedger.Open(_home["economy.log"]);
        ledger.Stake("s", staker, one, Amount.OfRender(7));
        ledger.Stake("t", staker, stranger, Amount.OfRender(9));

        // It is open in this process, and read all the same; a stake lets nobody in.
        StakeFeed feed = new(_home.Path);
        Assert.Equal(2, await feed.ApplyAsync(fleet, Stop));
        Assert.Equal((Amount.OfRender(7).Units, 0, null), (await StakeAsync(one), await StakeAsync(two), await StakeAsync(stranger)));
        Assert.Equal(0, await feed.ApplyAsync(fleet, Stop));

        ledger.Restake("r", staker, one, two, Amount.OfRender(2));
        Assert.Equal(2, await feed.ApplyAsync(fleet, Stop));
        Assert.Equal((Amount.OfRender(5).Units, Amount.OfRender(2).Units), (await StakeAsync(one), await StakeAsync(two)));

        // Who is let in later is told of too, though the ledger has not changed.
        await fleet.AllowAsync(stranger, new NodeChange(), Stop);
        Assert.Equal(1, await feed.ApplyAsync(fleet, Stop));
        Assert.Equal(Amount.OfRender(9).Units, await StakeAsync(stranger));
        await Assert.ThrowsAsync<FileNotFoundException>(() => new StakeFeed(_home["none"]).ApplyAsync(fleet, Stop));

        async Task<long?> StakeAsync(PublicKey node) => (await fleet.FindNodeAsync(node, Stop))?.Stake;
    }

    [Fact]
    public async Task AStrikeIsAVerdictThatTheOperatorHasSignedUntilItIsPardoned()
    {
        await using FleetCoordinator fleet = await OpenAsync();
        PublicKey liar = TestKeys.Key(5), one = TestKeys.Key(6), two = TestKeys.Key(7);
        foreach (PublicKey node in (PublicKey[])[liar, one, two])
            Assert.Null(await fleet.Book.MeetAsync(node, "", Stop));
        FleetLease lease = Assert.Single(await fleet.Book.LeaseAsync(liar, 1, Stop));
        long[] samples = [lease.Unit * UnitAssets];
        await fleet.Book.FinishAsync(liar, lease, [1], [2], samples, new byte[SampleDigest.Bytes], Stop);
        foreach (PublicKey checker in (PublicKey[])[one, two])
        {
            FleetCheck check = Assert.Single(await fleet.Book.LeaseChecksAsync(checker, 1, Stop));
            Assert.True(await fleet.Book.AnswerAsync(checker, check, [.. Enumerable.Repeat((byte)1, SampleDigest.Bytes)], Stop));
        }

        SignedShardVerdict signed = Assert.Single(await fleet.VerdictsAsync(10, Stop));
        ShardVerdict verdict = signed.Open();
        Assert.Equal((fleet.Address, liar, (ulong)samples[0], ShardFinding.Caught), (verdict.Validator, verdict.Node, verdict.FirstAsset, verdict.Finding));
        Assert.Equal(signed, Assert.Single(await fleet.VerdictsAsync(10, Stop)));
        VerdictFile.Write(_home["verdicts.jsonl"], [signed]);
        Assert.Equal(signed, Assert.Single(VerdictFile.Read(_home["verdicts.jsonl"])));

        using (var service = new FleetService(fleet))
        {
            Assert.Contains(signed.Signature, System.Text.Encoding.UTF8.GetString(
                (await service.AnswerAsync("GET", "/v1/verdicts", null, default, Stop)).Json.Span), StringComparison.Ordinal);
        }

        await fleet.AllowAsync(liar, new NodeChange(IsBarred: false), Stop);
        Assert.Empty(await fleet.VerdictsAsync(10, Stop));
    }

    private async Task<FleetCoordinator> OpenAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        return await FleetCoordinator.OpenAsync(
            new FleetOptions
            {
                Database = server.Connection,
                Schema = server.NewSchema(),
                Store = new DirectoryStore(_home["store"]),
                Operator = TestKeys.Pair("operator"),
                Rules = new FleetRules { IsOpen = true },
            },
            new WorkOrder(SmallRun.Campaign with { ShardAssets = UnitAssets }, 4 * UnitAssets),
            Stop);
    }
}
