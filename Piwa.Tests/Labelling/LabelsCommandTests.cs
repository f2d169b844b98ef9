using Piwa.Chain.Keys;
using Piwa.Pipeline.Labelling;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Host;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Labelling;

/// <summary>Labels at a terminal: the table, the statistics, the data card.</summary>
public sealed class LabelsCommandTests(SmallDataset original) : IClassFixture<SmallDataset>, IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task LabelsFlowIntoTheTableTheStatisticsAndTheCard()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        TemporaryDirectory.Copy(original.Directory, _home["ds"]);
        PiwaProcess piwa = new(_home.Path);
        (await piwa.RunAsync("labels", "ds")).Exits(0).Says("0 labels of 0 assets");
        using (Keypair first = Keypair.Generate(), second = Keypair.Generate())
        using (Dataset dataset = Dataset.Open(_home["ds"]))
        using (LabelBook book = LabelBook.Open(_home["ds"]))
        {
            foreach (ShardAsset asset in (await dataset.ReadHashesAsync(dataset.Shards[0], stop)).Take(3))
            {
                foreach (Keypair wallet in (Keypair[])[first, second])
                {
                    book.Put(new AssetLabel
                    {
                        Asset = asset.AssetIndex,
                        Hash = asset.Hash,
                        Wallet = wallet.PublicKey.ToString(),
                        Tags = ["lamp"],
                        Nsfw = asset.AssetIndex == 1,
                        Quality = 1 + (int)asset.AssetIndex,
                        Time = 1_764_212_580_123,
                    });
                }
            }
        }

        (await piwa.RunAsync("labels", "ds", "--out", "tables/labels.parquet")).Exits(0).Says("6 labels of 3 assets", "by 2 wallets", "quality 1.000", "lamp 6");
        Assert.True(File.Exists(_home["tables/labels.parquet"]));
        (await piwa.RunAsync("stats", "ds", "--json", "stats.json", "--quiet")).Exits(0).Says("6 of 3 assets", "Krippendorff");
        Assert.Contains("\"qualityAgreement\": 1", await File.ReadAllTextAsync(_home["stats.json"], stop), StringComparison.Ordinal);
        (await piwa.RunAsync("card", "ds")).Exits(0);
        string card = await File.ReadAllTextAsync(_home["ds/README.md"], stop);
        Assert.Contains("| labels of people | 6 of 3 assets by 2 wallets: quality 2.00 of 5", card, StringComparison.Ordinal);
        Assert.Contains("not safe for work 1.000", card, StringComparison.Ordinal);
    }
}
