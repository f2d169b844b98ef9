using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Stores;

/// <summary>One data set out of several stores and data sets, whatever their order; shards are a few bytes that no shard has.</summary>
public sealed class MergeTests : IDisposable
{
    private const int Units = 23;
    private const ulong Assets = (Units * 8) - 3;

    private static readonly ContentHash CampaignHash = CampaignFile.HashOf(CampaignFile.Serialize(SmallRun.Campaign));

    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task AnySplitInAnyOrderWithAnyDuplicatesIsTheSameManifestAndRoot(int seed)
    {
        var random = new Random(seed);
        string[] places = [_home["a"], _home["b"], _home["c"]];
        for (int unit = 0; unit < Units; unit++)
        {
            // One, two or all three have it: each its own record of the same bytes.
            int[] holders = [0, 1, 2];
            random.Shuffle(holders);
            foreach (int holder in holders[..random.Next(1, 4)])
                await PutAsync(places[holder], unit, record => record with { Device = $"device {holder}", Time = random.Next(1, 4), Signature = "s" });
        }

        string? manifest = null;
        ContentHash root = default;
        for (int round = 0; round < 4; round++)
        {
            random.Shuffle(places);
            GatherReport report = await GatherAsync($"out-{round}", places);
            Assert.Equal((true, Units, Units, Units), (report.IsComplete, report.Finished, report.There, report.Gathered));
            string text = await File.ReadAllTextAsync(_home[$"out-{round}/manifest.jsonl"], Stop);
            Assert.Equal(manifest ?? text, text);
            Assert.Equal(round == 0 ? report.Root : root, report.Root);
            (manifest, root) = (text, report.Root);
        }

        // One after the other the lines lie otherwise, and the root is the same; so it is of data sets merged again, and when all is there.
        foreach (string place in places)
            await GatherAsync("steps", place);
        GatherReport steps = await GatherAsync("steps", [.. places, _home["out-0"]]);
        Assert.Equal((true, 0, root), (steps.IsComplete, (int)steps.Gathered, steps.Root));
        Assert.Equal(root, ManifestVerifier.Verify(_home["steps"], null, null, Stop).Root);
        GatherReport sets = await GatherAsync("sets", _home["steps"], _home["out-1"]);
        Assert.Equal((true, root), (sets.IsComplete, sets.Root));
        Assert.Equal(manifest!.Length, new FileInfo(_home["sets/manifest.jsonl"]).Length);
        for (int unit = 0; unit < Units; unit++)
            Assert.Equal(Content(unit), await File.ReadAllBytesAsync(Path.Combine(_home["sets"], Dataset.ShardFile((ulong)unit * 8)), Stop));
    }

    [Fact]
    public async Task DifferentShardsOfTheSameAssetsAreRefused()
    {
        await PutAsync(_home["a"], 0);
        await PutAsync(_home["a"], 1);
        await PutAsync(_home["b"], 1, record => record with { Root = Blake3.Hash("other"u8), Device = "a broken one" });
        foreach (string[] places in (string[][])[[_home["a"], _home["b"]], [_home["b"], _home["a"]]])
        {
            var fault = await Assert.ThrowsAsync<ManifestException>(() => GatherAsync("out", places));
            Assert.Contains("different shards of the same assets: 8 from 8", fault.Message, StringComparison.Ordinal);
            Assert.Contains("a broken one", fault.Message, StringComparison.Ordinal);
        }

        // Also if the data set has one of them already.
        await GatherAsync("there", _home["a"]);
        await PutAsync(_home["c"], 2);
        Assert.Contains(
            "different shards", (await Assert.ThrowsAsync<ManifestException>(() => GatherAsync("there", _home["c"], _home["b"]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShardsThatOverlapAreRefused()
    {
        await PutAsync(_home["a"], 0);
        await PutAsync(_home["b"], 0, record => record with { FirstAsset = 4, Assets = 4, Rows = 4, File = Dataset.ShardFile(4) });
        await Assert.ThrowsAsync<ManifestException>(() => GatherAsync("out", _home["a"], _home["b"]));
    }

    [Fact]
    public async Task OtherCampaignsAndPlacesWithNothingAreRefused()
    {
        await PutAsync(_home["a"], 0);
        await UnitStore.OpenAsync(new DirectoryStore(_home["b"]), new WorkOrder(SmallRun.Campaign with { Seed = 9 }, Assets), Stop);
        var fault = await Assert.ThrowsAsync<DatasetMismatchException>(() => GatherAsync("out", _home["a"], _home["b"]));
        Assert.Contains("seed", fault.Message, StringComparison.Ordinal);
        Assert.Contains("There is no work", (await Assert.ThrowsAsync<ArgumentException>(() => GatherAsync("out", _home["a"], _home["c"]))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => GatherAsync("out"));
        Assert.False(Directory.Exists(_home["out"]));
    }

    [Fact]
    public async Task AShardOfADataSetThatIsNotWhatItSaysIsRefused()
    {
        await PutAsync(_home["a"], 0, record => record with { Rows = 7, Dead = [3] });
        await GatherAsync("set", _home["a"]);
        GatherReport again = await GatherAsync("again", _home["set"]);
        Assert.Equal((1, false), ((int)again.Gathered, again.Root.IsZero));
        using (Dataset dataset = Dataset.Open(_home["again"]))
            Assert.Equal(3UL, Assert.Single(dataset.ReadDeadLetters()).AssetIndex);

        string shard = Path.Combine(_home["set"], Dataset.ShardFile(0));
        await File.WriteAllTextAsync(shard, "changed", Stop);
        Assert.Contains("piwa repair", (await Assert.ThrowsAsync<ManifestException>(() => GatherAsync("third", _home["set"]))).Message, StringComparison.Ordinal);
        File.Delete(shard);
        Assert.Contains("is missing", (await Assert.ThrowsAsync<ManifestException>(() => GatherAsync("third", _home["set"]))).Message, StringComparison.Ordinal);
    }

    private static byte[] Content(int unit) => [.. Enumerable.Range(0, 100 + unit).Select(i => (byte)(i * (unit + 1)))];

    private Task<GatherReport> GatherAsync(string target, params string[] places) =>
        FleetGatherer.MergeAsync([.. places.Select(place => new DirectoryStore(place))], _home[target], null, Stop);

    private async Task PutAsync(string place, int unit, Func<ShardRecord, ShardRecord>? change = null)
    {
        UnitStore units = await UnitStore.OpenAsync(new DirectoryStore(place), new WorkOrder(SmallRun.Campaign, Assets), Stop);
        WorkUnit work = units.Order.UnitAt((ulong)unit);
        await File.WriteAllBytesAsync(_home["shard"], Content(unit), Stop);
        var record = new ShardRecord
        {
            File = Dataset.ShardFile(work.FirstAsset),
            Bytes = Content(unit).Length,
            FileHash = Blake3.Hash(Content(unit)),
            FirstAsset = work.FirstAsset,
            Assets = work.Assets,
            Rows = work.Assets,
            Dead = [],
            Root = Blake3.Hash([3]),
            Campaign = CampaignHash,
            Generator = SmallRun.Campaign.GeneratorVersion,
            Device = "host",
            Wallet = "none",
        };
        record = change?.Invoke(record) ?? record;
        await units.FinishAsync(new UnitRecord(record, [.. record.Dead.Select(dead => new DeadLetterRecord(dead, "generate", "because", [1]))]), _home["shard"], Stop);
    }
}
