using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Piwa.Chain.Keys;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;
using Piwa.Pipeline.Telemetry;
using Piwa.Tests.Host;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.House;

/// <summary>Runs every command that the documents print, with a data set in place of what a reader has.</summary>
public sealed partial class DocumentCommandTests(SmallDataset small) : IClassFixture<SmallDataset>, IDisposable
{
    private const int Terminate = 15;

    /// <summary>What readers have when they come to a document that begins with none of it: a data set, a shard's file, meshes.</summary>
    private static readonly Dictionary<string, string[]> Given = new()
    {
        ["docs/ledger.md"] = ["dataset"],
        ["docs/page.md"] = ["dataset"],
        ["docs/uploads.md"] = ["chair.glb", "lamp.glb"],
        ["docs/verifying.md"] = ["dataset", "shard-0000000008.parquet"],
    };

    private readonly TemporaryDirectory _home = new();

    public static TheoryData<string> Documents => [.. Document.All.Where(DocumentScript.IsAnyRun)];

    public void Dispose() => _home.Dispose();

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task TheCommandsOfADocumentRun(string document)
    {
        if (PiwaProcess.IsIgnored(Terminate))
            Assert.Skip("Whoever started the tests has SIGTERM ignored.");
        foreach (string given in Given.GetValueOrDefault(document, []))
            await GiveAsync(given);

        await File.WriteAllTextAsync(_home["commands.sh"], DocumentScript.Of(document), TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("bash", ["commands.sh"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _home.Path,
        };
        PiwaProcess.Isolate(start);
        using Keypair wallet = KeypairFile.Load(small.Wallet);
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)
            [
                ("PATH", $"{Path.GetDirectoryName(PiwaProcess.Program)}{Path.PathSeparator}{AppContext.BaseDirectory}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}"),
                ("HOME", _home.Path), ("XDG_CONFIG_HOME", _home["config"]), ("NO_COLOR", "1"),
                ("ASSETS", "8"), ("PORT", FreePort()), ("WALLET", wallet.PublicKey.ToString()),

                // Settings of the host: what a command line does not say.
                ("PIWA_WALLET", small.Wallet), ("PIWA_DEVICE", "host"), ("PIWA_RESOLUTION", "64"), ("PIWA_TRIANGLES", "600"), ("PIWA_SHARD_ASSETS", "8"),
                ("PIWA_ASSETS", "8"),
            ])
        {
            start.Environment[name] = value;
        }

        try
        {
            using Process process = Process.Start(start)!;
            (await PiwaProcess.FinishAsync(process, DocumentScript.BlocksOf(document).Sum(lines => lines.Length))).Exits(0);
        }
        catch (Win32Exception)
        {
            Assert.Skip("There is no bash.");
        }
    }

    /// <summary>What is not run is there all the same, and nothing else is on the list.</summary>
    [Fact]
    public void WhatIsNotRunIsInTheDocuments() =>
        Assert.Empty(DocumentScript.NotRun.Keys.Except(Document.All.SelectMany(DocumentScript.BlocksOf).SelectMany(lines => lines)));

    [Fact]
    public void EveryFileOfADataSetIsInThePicture()
    {
        // A name is at the beginning of a line, or several with commas; a directory stands for all that is in it.
        string[] drawn =
        [
            .. Document.Block("docs/formats.md", "text").Split('\n').Skip(1)
                .SelectMany(line => DrawnName().Match(Placeholder().Replace(line, "*")).Groups[1].Value.Split(", ")).Where(name => name.Length > 0),
        ];
        string[] missing =
        [
            .. Directory.EnumerateFiles(small.Directory, "*", SearchOption.AllDirectories)
                .Select(file => Digits().Replace(Path.GetRelativePath(small.Directory, file), "*"))
                .Where(file => !drawn.Any(name => file == name || (name.EndsWith('/') && file.StartsWith(name, StringComparison.Ordinal)))),
        ];
        Assert.Empty(missing);
    }

    [Fact]
    public void TheTextOfAProofOfRenderIsTheDocumentedOne()
    {
        using Dataset dataset = Dataset.Open(small.Directory);
        Assert.Matches(
            $"^{Placeholder().Replace(Document.Block("docs/formats.md", "text", 1).TrimEnd(), "[^\n]+")}$", ProofOfRender.TextOf(dataset.Shards[0]));
    }

    [Fact]
    public void TheTextOfATelemetryPostIsTheDocumentedOne()
    {
        string form = Document.Block("docs/formats.md", "text", 2).TrimEnd().Replace(" ...", "[^\n]*", StringComparison.Ordinal);
        List<TelemetryLine> posts = TelemetryLog.Read(Path.Combine(small.Directory, "telemetry.jsonl"), out _);
        Assert.NotEmpty(posts);
        Assert.All(posts, post => Assert.Matches($"^{Placeholder().Replace(form, "[^\n]+")}$", post.Text));
    }

    [Fact]
    public async Task EveryFileOfAStoreIsInThePicture()
    {
        await SmallRun.Pipeline(_home["scratch"]).WorkAsync(
            new DirectoryStore(_home["store"]), 9, WorkPartition.Whole, null, TestContext.Current.CancellationToken);
        string[] drawn =
        [
            .. Document.Block("docs/formats.md", "text", 3).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
                .Select(line => DrawnName().Match(Placeholder().Replace(line, "*")).Groups[1].Value),
        ];
        Assert.Equal(3, drawn.Length);
        Assert.Equal(drawn.Order(), Directory.EnumerateFiles(_home["store"], "*", SearchOption.AllDirectories)
            .Select(file => NameOfAsset().Replace(Path.GetRelativePath(_home["store"], file), "*")).Distinct().Order());
    }

    private async Task GiveAsync(string name)
    {
        if (name == "dataset")
            small.CopyTo(_home[name]);
        else if (name.EndsWith(".parquet", StringComparison.Ordinal))
            File.Copy(Path.Combine(small.Directory, "shards", name), _home[name]);
        else
        {
            // Two that differ: an asset by the length of its name.
            int asset = name.Length;
            (await new PiwaProcess(_home.Path).RunAsync(
                "export", small.Directory, "--asset", asset.ToString(CultureInfo.InvariantCulture), "--format", "glb", "--texture-size", "256", "--out", _home[name])).Exits(0);
        }
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"[0-9a-f]{64}|\d{10}")]
    private static partial Regex NameOfAsset();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^  ([^\s,]+(?:, [^\s,]+)*)")]
    private static partial Regex DrawnName();

    [GeneratedRegex(@"\d{10}")]
    private static partial Regex Digits();
}
