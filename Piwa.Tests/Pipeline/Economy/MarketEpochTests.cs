using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Labelling;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Chain;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Pipeline.Economy;

/// <summary>An epoch that a market closes by itself: by what its data set, the oracle's verdicts and labels say.</summary>
public sealed class MarketEpochTests(SmallDataset dataset) : IClassFixture<SmallDataset>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RevenueGoesToTheNodeAndToWhoHasLabelledAndTheAuditAgrees()
    {
        using TemporaryDirectory home = new();
        string copy = home["dataset"];
        dataset.CopyTo(copy);
        PublicKey node, labeller = TestKeys.Key(8);

        // Verdicts are of the clock of this machine.
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using (Dataset read = Dataset.Open(copy))
        using (LabelBook labels = LabelBook.Open(copy))
        {
            node = PublicKey.Parse(read.Shards[0].Wallet);
            IReadOnlyList<ShardAsset> assets = await read.ReadHashesAsync(read.Shards[0], Token);
            foreach (ShardAsset asset in assets.Take(3))
            {
                labels.Put(new AssetLabel
                {
                    Asset = asset.AssetIndex,
                    Hash = asset.Hash,
                    Wallet = labeller.ToString(),
                    Quality = 4,
                    Nsfw = false,
                    Tags = [],
                    Time = now.AddMinutes(1).ToUnixTimeMilliseconds(),
                });
            }
        }

        using MarketUnderTest test = await MarketUnderTest.OpenAsync(
            new Dictionary<string, string> { ["small"] = copy }, null, Token, now, [node.ToString()]);
        await test.BuyAsync(Token, TimeSpan.FromDays(3650));
        Assert.Null(await test.Market.CloseEpochAsync(Token));
        test.Clock.Advance(TimeSpan.FromDays(30));
        ValueEntry closed = (await test.Market.CloseEpochAsync(Token))!;
        Assert.Equal("0", closed.Key);

        // 1 RENDER: half to the fund; a twentieth of the rest to the labeller, the rest of it to the node. Of the month's 95,071 RENDER in the fund half are the
        // node's, for its new assets; of all that it gets the first 20 are held back.
        Assert.Equal(
            [
                (ValueAccountKind.GenerationFund, "-47535"), (ValueAccountKind.NodeHeldBack, "20"), (ValueAccountKind.NodePayable, "47515.975"),
                (ValueAccountKind.LabellerPayable, "0.025"),
            ],
            closed.Postings.Where(posting => posting.Account.Kind != ValueAccountKind.Escrow)
                .Select(posting => (posting.Account.Kind, posting.Amount.ToString())));
        MarketAuditReport report = await MarketAuditor.RunAsync(
            new MarketAuditOptions
            {
                MarketDirectory = test.Directory,
                Sources = [copy],
                Validators = [node],
                Evidence = new MarketEvidence(test.Directory, test.Ledger, test.Market.Address, test.Mint),
            },
            Token);
        Assert.Null(report.Difference);
        Assert.Equal(3, report.Shards);
        Assert.Contains(await test.Market.ReadNodesAsync(Token), each => each.Node == node && each.Assets == SmallDataset.Assets);
    }

    [Fact]
    public async Task WithoutAValidatorNothingIsClosed()
    {
        using MarketUnderTest test = await MarketUnderTest.OpenAsync(dataset.Directory, Token);
        test.Clock.Advance(TimeSpan.FromDays(30));
        MarketException refusal = await Assert.ThrowsAsync<MarketException>(() => test.Market.CloseEpochAsync(Token));
        Assert.Contains("validators", refusal.Message, StringComparison.Ordinal);
    }
}
