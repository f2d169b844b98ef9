using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Fleet;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Chain;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Economy;

public sealed class NodeMetricsTests(SmallDataset dataset) : IClassFixture<SmallDataset>
{
    [Fact]
    public async Task WhatStakersChooseByIsGatheredFromLedgerVerdictsPostsAndFleets()
    {
        using TestMarket market = new();
        string set = market.AddDataset("a", 1);
        PublicKey one = TestMarket.Node(1).PublicKey, two = TestMarket.Node(2).PublicKey;
        using (EconomyLedger ledger = market.OpenLedger())
            ledger.Stake("s", TestKeys.Key(1), one, Amount.OfRender(100));
        ShardRecord bad = market.Commit(set, TestMarket.Node(2), 8, "bad");
        market.Judge(market.Commit(set, TestMarket.Node(1), 0, "good"));
        market.Judge(bad, ShardFinding.Caught);
        await market.CloseAsync();
        using (EconomyLedger ledger = market.OpenLedger())
            ledger.PayLicence("p", TestKeys.Key(5), Amount.OfRender(1000));
        await market.CloseAsync();

        EpochCountOptions options = market.Options;
        options.Sources = [.. options.Sources, dataset.Directory];
        DateTimeOffset seen = TestMarket.Begin;
        IReadOnlyList<NodeMetrics> nodes = await NodeMetricsReader.ReadAsync(
            market.MarketDirectory,
            options,
            [new FleetNodeStatus(two.ToString(), "d", seen, seen, 0, 1, 0, 0, 0, 10, 9, 0, 0, 1, "at unit 1")],
            TestContext.Current.CancellationToken);
        NodeMetrics first = nodes.Single(node => node.Node == one), second = nodes.Single(node => node.Node == two);
        Assert.Equal(nodes[0], first);
        Assert.Equal((Amount.OfRender(100), 8, 0, 1d), (first.Stake, first.Assets, first.NewAssets, first.Verified));

        // 500 went to the fund and 25 to the labeller; of 475 the stakers got a fifth.
        Assert.Equal((Amount.OfRender(380), Amount.OfRender(95), Amount.OfRender(20)), (first.Earned, first.ToStakers, first.HeldBack));
        Assert.Equal((0, 1, 12, 10, "at unit 1", seen), (second.Assets, second.Caught, second.Sampled, second.Equal, second.Barred, second.Seen));
        Assert.Null(second.Uptime);

        using Keypair wallet = KeypairFile.Load(dataset.Wallet);
        NodeMetrics posting = nodes.Single(node => node.Node == wallet.PublicKey);
        Assert.InRange(posting.Uptime!.Value, 0, 1);
        Assert.True(posting is { AssetsPerSecond: > 0, BytesPerSecond: > 0, Seen: not null });
    }
}
