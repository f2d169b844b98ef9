using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Uploads;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Importing;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Uploads;

public sealed class UploadTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task FilesBecomeAssetsThatAreRegisteredRenderedMintedAndVerified()
    {
        string[] files = [Write("ring", TestShape.Torus(0.3)), Write("knob", TestShape.Knobbly(1)), Write("sheet", TestShape.Square, doubleSided: true)];
        UploadReport report = await SmallUpload.RunAsync(_home["ds"], files);

        Assert.Equal([UploadOutcome.Taken, UploadOutcome.Taken, UploadOutcome.Taken], report.Files.Select(file => file.Outcome));
        Assert.Equal([0ul, 1ul, 2ul], report.Files.Select(file => file.Asset!.Asset));
        Assert.All(report.Files, file => Assert.All(file.Contents, content => Assert.True(content.IsFirst)));
        Assert.Equal((3L, 3L, 0L), (report.Run!.Progress.Completed, report.Run.Minted, report.Run.Progress.DeadLettered));

        using Dataset dataset = Dataset.Open(_home["ds"]);
        AssetRow[] rows = await RowsAsync(dataset);
        IReadOnlyList<UploadedAsset> uploads = dataset.ReadUploads();
        Assert.Equal(uploads.Select(upload => upload.Mesh), rows.Select(row => row.Hashes.Mesh));
        Assert.Equal(uploads.Select(upload => upload.Texture), rows.Select(row => row.Hashes.Texture));
        Assert.Equal(uploads.Select(upload => upload.Scene), rows.Select(row => row.Hashes.Scene));

        // A sheet has its four edges open on either side, and its corners twice.
        Assert.Equal([0, 0, 12], rows.Select(row => row.Defects.Total));
        Assert.Equal(["ring", "knob", "sheet"], uploads.Select(upload => upload.Name));

        VerifyReport verified = await SmallUpload.VerifyAsync(_home["ds"]);
        Assert.Empty(verified.Findings);
        Assert.Equal(3, verified.Regenerated);
    }

    [Fact]
    public async Task TheSameFileAgainIsThereAndMakesNothing()
    {
        string[] files = [Write("ring", TestShape.Torus(0.3)), Write("again", TestShape.Torus(0.3).Shuffled(1))];
        UploadReport first = await SmallUpload.RunAsync(_home["ds"], files);
        Assert.Equal([UploadOutcome.Taken, UploadOutcome.There], first.Files.Select(file => file.Outcome));
        UploadReport second = await SmallUpload.RunAsync(_home["ds"], files);
        Assert.Equal([UploadOutcome.There, UploadOutcome.There], second.Files.Select(file => file.Outcome));
        Assert.Equal((0L, 1L), (second.Run!.Progress.Completed, second.Run.Minted));
    }

    [Fact]
    public async Task TheFirstOfTwoWalletsWins()
    {
        string file = Write("ring", TestShape.Torus(0.3)), copy = Write("copy", TestShape.Torus(0.3).Shuffled(7)), own = Write("own", TestShape.Knobbly(2));
        UploadReport first = await SmallUpload.RunAsync(_home["a"], [file], Share);
        UploadReport second = await SmallUpload.RunAsync(_home["b"], [copy, own], Share);

        Assert.Equal([UploadOutcome.Duplicate, UploadOutcome.Taken], second.Files.Select(each => each.Outcome));
        ContentAnswer told = second.Files[0].Contents[0];
        Assert.Equal((false, first.Run!.Wallet), (told.IsFirst, told.Wallet));
        Assert.NotEqual(first.Run.Wallet, second.Run!.Wallet);
        Assert.Contains(first.Run.Wallet, second.Files[0].Message, StringComparison.Ordinal);
        Assert.Contains("'ring', asset 0", second.Files[0].Message, StringComparison.Ordinal);
        Assert.Equal(1, second.Run.Minted);
        Assert.Empty((await SmallUpload.VerifyAsync(_home["b"])).Findings);

        // The same mesh in another colour is another asset, whose mesh is the first one's.
        string red = Write("red", TestShape.Torus(0.3), color: [1, 0, 0, 1]);
        UploadResult painted = (await SmallUpload.RunAsync(_home["b"], [red], Share)).Files[0];
        Assert.Equal(UploadOutcome.Taken, painted.Outcome);
        Assert.Equal([true, false, true, true], painted.Contents.Select(content => content.IsFirst));
        Assert.Equal((0, first.Run.Wallet, "ring"), (painted.Asset!.NearCopies[0].Distance, painted.Asset.NearCopies[0].Wallet, painted.Asset.NearCopies[0].Name));
    }

    [Fact]
    public async Task AnotherDataSetOfTheSameWalletDoesNotMintAgain()
    {
        string file = Write("ring", TestShape.Torus(0.3));
        await SmallUpload.RunAsync(_home["a"], [file], Share);
        File.Copy(_home["a.wallet.json"], _home["b.wallet.json"]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_home["b.wallet.json"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        UploadReport report = await SmallUpload.RunAsync(_home["b"], [file], Share);
        Assert.Equal(UploadOutcome.Duplicate, report.Files[0].Outcome);
        Assert.Null(report.Run);
    }

    [Fact]
    public async Task KnownSourcesComeBeforeTheFirstUpload()
    {
        string file = Write("ring", TestShape.Torus(0.3));
        UploadedAsset asset = (await SmallUpload.RunAsync(_home["a"], [file])).Files[0].Asset!;
        using Keypair issuer = Keypair.Generate(), museum = Keypair.Generate();
        KnownSourceTableBuilder builder = new("objects", version: 1);
        builder.Add(new KnownSource("A museum", museum.PublicKey), new Hash256(asset.Mesh.Bytes));
        await builder.WriteAsync(_home["museum.known"], issuer, TestContext.Current.CancellationToken);
        KnownSources known = KnownSources.Load([_home["museum.known"]], new KnownSourcesOptions { TrustedIssuers = [issuer.PublicKey] });

        UploadReport report = await SmallUpload.RunAsync(_home["b"], [file], options => options.KnownSources = known);
        Assert.Equal(UploadOutcome.KnownSource, report.Files[0].Outcome);
        Assert.Equal(("mesh", "A museum", museum.PublicKey.ToString()), (report.Files[0].Contents[0].Content, report.Files[0].Contents[0].Place, report.Files[0].Contents[0].Wallet));
        Assert.Null(report.Run);
    }

    [Fact]
    public async Task AFileThatIsRefusedDoesNotStopTheOthers()
    {
        File.WriteAllText(_home["bad.glb"], "no mesh");
        string[] files = [_home["bad.glb"], _home["nowhere.glb"], Write("ring", TestShape.Torus(0.3))];
        UploadReport report = await SmallUpload.RunAsync(_home["ds"], files);
        Assert.Equal([UploadOutcome.Refused, UploadOutcome.Refused, UploadOutcome.Taken], report.Files.Select(file => file.Outcome));
        Assert.Contains("bad.glb", report.Files[0].Message, StringComparison.Ordinal);
        Assert.Contains("no such file", report.Files[1].Message, StringComparison.Ordinal);
        Assert.Equal(1, report.Run!.Minted);
    }

    [Fact]
    public async Task UploadsGoOnInFurtherShards()
    {
        for (int i = 0; i < 3; i++)
        {
            string[] files = [.. Enumerable.Range(0, 2).Select(k => Write($"knob{i}-{k}", TestShape.Knobbly((10 * i) + k + 1)))];
            await SmallUpload.RunAsync(_home["ds"], files);
        }

        using Dataset dataset = Dataset.Open(_home["ds"]);
        Assert.Equal([(0ul, 2), (2ul, 2), (4ul, 2)], dataset.Shards.Select(shard => (shard.FirstAsset, shard.Rows)));
        Assert.Empty((await SmallUpload.VerifyAsync(_home["ds"])).Findings);
    }

    [Theory]
    [InlineData("source")]
    [InlineData("log")]
    [InlineData("shard")]
    public async Task DamageShows(string what)
    {
        await SmallUpload.RunAsync(_home["ds"], [Write("ring", TestShape.Torus(0.3))]);
        string path = what switch
        {
            "source" => Directory.GetFiles(_home["ds/meshes"])[0],
            "log" => _home["ds/uploads.jsonl"],
            _ => Directory.GetFiles(_home["ds/shards"])[0],
        };
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
        if (what == "log")
            Assert.Contains("uploads.jsonl", (await Assert.ThrowsAsync<ManifestException>(() => SmallUpload.VerifyAsync(_home["ds"]))).Message, StringComparison.Ordinal);
        else
            Assert.Contains((await SmallUpload.VerifyAsync(_home["ds"])).Findings, finding => finding.Contains(Path.GetFileName(path), StringComparison.Ordinal));
        if (what != "shard")
            return;

        RepairReport repaired = await DatasetRepairer.RepairAsync(
            _home["ds"], new RepairOptions { Device = "host" }, null, TestContext.Current.CancellationToken);
        Assert.Empty(repaired.Findings);
        Assert.Single(repaired.Repaired);
    }

    [Fact]
    public async Task ACampaignOfUploadsIsNotSampledNorOneOfPresetsUploadedTo()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => SmallRun.Pipeline(_home["ds"]).UploadAsync([], null, TestContext.Current.CancellationToken));
        await SmallUpload.RunAsync(_home["up"], []);
        await Assert.ThrowsAnyAsync<Exception>(() => SmallUpload.Pipeline(_home["up"]).RunAsync(1, null, TestContext.Current.CancellationToken));
        Assert.Contains("labels", Assert.Throws<ArgumentException>(() => (SmallUpload.Campaign with { HasLabels = true }).Validate()).Message, StringComparison.Ordinal);
    }

    private void Share(PiwaOptions options) => options.RegistryDirectory = _home["registry"];

    private string Write(string name, TestShape shape, bool doubleSided = false, double[]? color = null)
    {
        string path = _home[$"{name}.glb"];
        File.WriteAllBytes(path, shape.ToGlb(color, doubleSided));
        return path;
    }

    private static async Task<AssetRow[]> RowsAsync(Dataset dataset)
    {
        List<AssetRow> rows = [];
        foreach (ShardRecord shard in dataset.Shards)
        {
            await using ShardReader reader = await ShardReader.OpenAsync(dataset.PathOf(shard), TestContext.Current.CancellationToken);
            for (int group = 0; group < reader.RowGroupCount; group++)
                rows.AddRange(await reader.ReadRowGroupAsync(group, TestContext.Current.CancellationToken));
        }

        return [.. rows];
    }
}
