using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

public sealed class CommandTests : IDisposable
{
    private static readonly string[] Small = ["--resolution", "64", "--triangles", "600", "--shard-assets", "8"];

    private readonly TemporaryDirectory _home = new();
    private readonly PiwaProcess _piwa;

    public CommandTests() => _piwa = new PiwaProcess(_home.Path);

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("", "generate")]
    [InlineData("generate", "--assets")]
    [InlineData("generate", "--chain")]
    [InlineData("upload", "--registry")]
    [InlineData("verify", "--samples")]
    [InlineData("verify", "--proof")]
    [InlineData("prove", "--out")]
    [InlineData("repair", "--dry-run")]
    [InlineData("replay", "--asset")]
    [InlineData("promote", "--assets")]
    [InlineData("inspect", "--sheet")]
    [InlineData("stats", "--plots")]
    [InlineData("card", "--license")]
    [InlineData("export", "--format")]
    [InlineData("export", "webdataset, trellis, objaverse, opencv")]
    [InlineData("asset", "--recipe")]
    [InlineData("ledger", "serve")]
    [InlineData("devices", "golden")]
    [InlineData("doctor", "--cluster")]
    [InlineData("config", "--shard-assets")]
    [InlineData("completion", "fish")]
    [InlineData("plan", "--block-share")]
    public async Task HelpIsThereForEveryCommand(string command, string expected)
    {
        string[] arguments = command.Length == 0 ? ["--help"] : [command, "--help"];
        (await _piwa.RunAsync(arguments)).Exits(0).Says("Usage:", "piwa", expected);
    }

    [Theory]
    [InlineData(new[] { "generat" }, "--help")]
    [InlineData(new[] { "generate", "--asets", "5" }, "generate --help")]
    [InlineData(new[] { "generate", "--assets", "many" }, "many")]
    [InlineData(new[] { "generate", "--assets", "0" }, "assets")]
    [InlineData(new[] { "generate", "--preset", "zeroverze" }, "Did you mean 'zeroverse'?")]
    [InlineData(new[] { "generate", "--resolution", "100", "--shard-assets", "0" }, "ShardAssets is 0")]
    [InlineData(new[] { "generate", "--device", "cuda:7" }, "cuda:7")]
    [InlineData(new[] { "generate", "--chain", "never" }, "never")]
    [InlineData(new[] { "verify" }, "verify --help")]
    [InlineData(new[] { "promote", "dataset" }, "promote --help")]
    [InlineData(new[] { "promote", "dataset", "--assets", "1" }, "piwa generate --out dataset")]
    [InlineData(new[] { "stats" }, "stats --help")]
    [InlineData(new[] { "asset", "-1" }, "-1")]
    [InlineData(new[] { "ledger", "serve" }, "serve --help")]
    [InlineData(new[] { "ledger", "serve", "nowhere" }, "no directory 'nowhere'")]
    [InlineData(new[] { "ledger", "serve", ".", "--port", "65535" }, "must be 0 to 65534")]
    [InlineData(new[] { "ledger", "serve", ".", "--read-only" }, "neither a ledger nor a data set")]
    public async Task AWrongCommandLineIsRefusedAndNothingIsWritten(string[] arguments, string expected)
    {
        PiwaResult result = await _piwa.RunAsync(arguments);
        Assert.True(result.ExitCode is 2 or 1, $"{result}");
        Assert.NotEmpty(result.Errors);
        result.Says(expected);
        Assert.False(File.Exists(_home["dataset/manifest.jsonl"]));
    }

    [Fact]
    public async Task TheWholePathFromGenerateToExport()
    {
        (await _piwa.RunAsync(["generate", "--assets", "12", "--out", "dataset", .. Small])).Exits(0)
            .Says("12 made", "assets/s", "12 assets, owned by", "generate", "render", "seal", "shard", "mint", "inspect dataset", "verify dataset");

        (await _piwa.RunAsync("verify", "dataset", "--samples", "3")).Exits(0).Says("12 lead to the ledger's root", "Sound.");
        (await _piwa.RunAsync("inspect", "dataset", "--assets", "3")).Exits(0).Says("12", "Contact sheet:");
        Assert.True(new FileInfo(_home["dataset/contact-sheet.png"]).Length > 10_000);
        foreach (string format in (string[])["glb", "obj", "ply"])
        {
            (await _piwa.RunAsync("export", "dataset", "--asset", "9", "--format", format)).Exits(0).Says($"asset-9.{format}");
            Assert.True(new FileInfo(_home[$"asset-9.{format}"]).Length > 1000);
        }

        (await _piwa.RunAsync("export", "dataset", "--asset", "12")).Exits(2).Says("no asset 12");
        (await _piwa.RunAsync("inspect", "dataset", "--from", "12")).Exits(2).Says("no asset from index 12");

        // The campaign is written down: other options do not continue it.
        (await _piwa.RunAsync("generate", "--assets", "12", "--seed", "7")).Exits(2).Says("its seed is 1, not 7");
        (await _piwa.RunAsync(["generate", "--assets", "14", .. Small])).Exits(0).Says("2 made, 12 were there");
    }

    [Fact]
    public async Task AnchoredAssetsAreVerifiedAndPromotedOnce()
    {
        (await _piwa.RunAsync(["generate", "--assets", "12", "--chain", "anchor", .. Small])).Exits(0).Says("anchored", "12 assets, owned by");
        (await _piwa.RunAsync("verify", "dataset", "--samples", "1")).Exits(0).Says("12 assets lead by their shards' roots", "Sound.");
        (await _piwa.RunAsync("promote", "dataset", "--assets", "1, 9")).Exits(0).Says("2 promoted");
        (await _piwa.RunAsync("promote", "dataset", "--assets", "2,9")).Exits(2).Says("Asset 9 has been promoted before");
        (await _piwa.RunAsync("promote", "dataset", "--assets", "one")).Exits(2).Says("'one'");
        (await _piwa.RunAsync("promote", "dataset", "--assets", "12")).Exits(2).Says("no asset 12");
        (await _piwa.RunAsync("verify", "dataset", "--samples", "0")).Exits(0).Says("2 compressed NFTs are what was anchored", "Sound.");
        (await _piwa.RunAsync("inspect", "dataset")).Exits(0).Says("roots of the shards");
        (await _piwa.RunAsync(["generate", "--assets", "12", .. Small])).Exits(2).Says("its chain policy is Anchor, not Mint");
    }

    [Fact]
    public async Task StatsPrintsATableDrawsChartsAndWritesNumbers()
    {
        (await _piwa.RunAsync(["generate", "--assets", "10", "--out", "dataset", .. Small])).Exits(0);
        (await _piwa.RunAsync("stats", "dataset", "--plots", "charts", "--json", "numbers/stats.json")).Exits(0).Says(
            "120, of which", "view luminance", "in form", "in look", "10 assets compared with all", "Charts: charts/statistics.png", "Numbers:");
        Assert.True(new FileInfo(_home["charts/statistics.png"]).Length > 10_000);
        using (FileStream file = File.OpenRead(_home["numbers/stats.json"]))
        using (JsonDocument json = await JsonDocument.ParseAsync(file, cancellationToken: TestContext.Current.CancellationToken))
            Assert.Equal(10, json.RootElement.GetProperty("assets").GetInt32());

        (await _piwa.RunAsync("stats", "dataset", "--plots", "page.png")).Exits(0).Says("Charts: page.png");
        Assert.True(File.Exists(_home["page.png"]));
        (await _piwa.RunAsync("stats", "nowhere")).Exits(1).Says("piwa generate --out nowhere");
    }

    [Fact]
    public async Task ADataSetIsDescribedAndExported()
    {
        (await _piwa.RunAsync(["generate", "--assets", "3", "--out", "dataset", .. Small])).Exits(0);
        Assert.Contains("license: unknown", await File.ReadAllLinesAsync(_home["dataset/README.md"], TestContext.Current.CancellationToken));
        (await _piwa.RunAsync("card", "dataset", "--license", "CC0-1.0")).Exits(0).Says("dataset/README.md", "dataset/croissant.json");
        Assert.Contains("license: cc0-1.0", await File.ReadAllLinesAsync(_home["dataset/README.md"], TestContext.Current.CancellationToken));
        (await _piwa.RunAsync("card", "dataset", "--url", "here")).Exits(2).Says("Url is 'here'");
        (await _piwa.RunAsync("verify", "dataset", "--samples", "0")).Exits(0).Says("Sound.");

        (await _piwa.RunAsync("export", "dataset")).Exits(2).Says("either --asset", "--to");
        (await _piwa.RunAsync("export", "dataset", "--to", "webdataset", "--asset", "1")).Exits(2).Says("either --asset");
        (await _piwa.RunAsync("export", "dataset", "--to", "webdataset", "--assets", "2")).Exits(0).Says("dataset-webdataset", "2 assets written");
        Assert.True(File.Exists(_home["dataset-webdataset/shard-000000.tar"]));
        (await _piwa.RunAsync("export", "dataset", "--to", "objaverse", "--zip", "--out", "zips")).Exits(0).Says("3 assets written");
        (await _piwa.RunAsync("export", "dataset", "--to", "objaverse", "--zip", "--out", "zips")).Exits(0).Says("3 were there");
        (await _piwa.RunAsync("export", "dataset", "--to", "trellis", "--out", "dataset")).Exits(2).Says("'dataset' is not empty");
        (await _piwa.RunAsync("export", "dataset", "--to", "trellis", "--background", "white")).Exits(2).Says("alpha");
    }

    [Fact]
    public async Task AFlippedByteIsFoundAndNamed()
    {
        (await _piwa.RunAsync(["generate", "--assets", "8", .. Small])).Exits(0);
        string shard = _home["dataset/shards/shard-0000000000.parquet"];
        byte[] bytes = await File.ReadAllBytesAsync(shard, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 4;
        await File.WriteAllBytesAsync(shard, bytes, TestContext.Current.CancellationToken);
        (await _piwa.RunAsync("verify", "dataset")).Exits(78).Says("shard-0000000000.parquet", "1 finding");
    }

    [Theory]
    [InlineData("INT", 2)]
    [InlineData("TERM", 15)]
    public async Task AnInterruptedRunIsContinued(string signal, int number)
    {
        if (PiwaProcess.IsIgnored(number))
            Assert.Skip($"Whoever started the tests has SIG{signal} ignored, as shells do for what runs in the background; so does the program.");

        // Far more than are made until the signal arrives, however late that is.
        string[] command = ["generate", "--assets", "100000", "--out", "dataset", .. Small];
        using (Process running = _piwa.Start(command))
        {
            // The first shard is committed: the run is in full swing.
            for (int i = 0; i < 600 && !File.Exists(_home["dataset/manifest.jsonl"]); i++)
                await Task.Delay(50, TestContext.Current.CancellationToken);
            using (Process.Start("kill", [$"-{signal}", running.Id.ToString(CultureInfo.InvariantCulture)]))
            {
            }

            (await PiwaProcess.FinishAsync(running)).Exits(75).Says("The same command goes on");
        }

        (await _piwa.RunAsync("verify", "dataset", "--samples", "0")).Exits(0);
        (await _piwa.RunAsync(["generate", "--assets", "48", "--out", "dataset", .. Small])).Exits(0);
        (await _piwa.RunAsync("verify", "dataset", "--samples", "0")).Exits(0).Says("Sound.");
    }

    [Fact]
    public async Task TheWalletIsTheOperatorsAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        (await _piwa.RunAsync(["generate", "--assets", "1", .. Small])).Exits(0);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_home[".config/piwa/wallet.json"]));
        File.SetUnixFileMode(_home[".config/piwa/wallet.json"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        (await _piwa.RunAsync(["generate", "--assets", "2", .. Small])).Exits(77).Says("wallet.json", "chmod 600");
    }

    [Fact]
    public async Task WithoutADataSetTheErrorSaysHowToMakeOne() =>
        (await _piwa.RunAsync("verify", "nowhere")).Exits(1).Says("piwa generate --out nowhere");

    [Fact]
    public async Task AnAssetIsRenderedFromItsIndexAlone()
    {
        (await _piwa.RunAsync("asset", "123456789012", "--resolution", "64")).Exits(0).Says("asset-123456789012", "12 views");
        string directory = _home["asset-123456789012"];
        string[] expected =
        [
            .. Enumerable.Range(0, 12).SelectMany(view => (string[])[$"color-{view:D3}.png", $"depth-{view:D3}.png", $"normal-{view:D3}.png"]),
            "mesh.glb", "recipe.json", "sheet.png",
        ];
        Assert.Equal(expected.Order(), Directory.EnumerateFiles(directory).Select(file => Path.GetFileName(file)).Order());

        // The recipe that it wrote makes the same pictures.
        (await _piwa.RunAsync("asset", "0", "--recipe", Path.Combine(directory, "recipe.json"), "--resolution", "64", "--out", "again")).Exits(0);
        foreach (string file in expected.Where(file => file.StartsWith("color", StringComparison.Ordinal)))
            Assert.Equal(await ReadAsync(directory, file), await ReadAsync(_home["again"], file));

        static Task<byte[]> ReadAsync(string directory, string file) =>
            File.ReadAllBytesAsync(Path.Combine(directory, file), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task ABrokenRecipeIsRefusedWithItsPlace()
    {
        await File.WriteAllTextAsync(_home["recipe.json"], """{"parts": 5}""", TestContext.Current.CancellationToken);
        (await _piwa.RunAsync("asset", "0", "--recipe", "recipe.json")).Exits(2).Says("parts");
    }

    [Fact]
    public async Task PlanShowsWhatABillionAssetsTake() =>
        (await _piwa.RunAsync("plan", "--assets", "1000000000")).Exits(0).Says("1,000,000,000", "954", "protocol fees", "SIMD-0306");

    [Fact]
    public async Task PlanPrintsJson()
    {
        PiwaResult result = await _piwa.RunAsync("plan", "--assets", "1000", "--json");
        using JsonDocument plans = JsonDocument.Parse(result.Exits(0).Output);
        Assert.Equal(
            ["MintV1", "MintV2", "MintV2Collection", "Anchor"],
            plans.RootElement.EnumerateArray().Select(plan => plan.GetProperty("method").GetString()));
    }

    [Theory]
    [InlineData("AssetCount", "--assets", "0")]
    [InlineData("TreeDepth", "--assets", "10", "--depth", "4")]
    [InlineData("confirmation-seconds", "--assets", "10", "--confirmation-seconds", "0")]
    public async Task PlanSaysWhatIsWrong(string names, params string[] arguments) =>
        (await _piwa.RunAsync(["plan", .. arguments])).Exits(2).Says(names);

    [Fact]
    public async Task DevicesShowsTheHostAndItsVerdict() => (await _piwa.RunAsync("devices")).Exits(0).Says("host", "exact");
}
