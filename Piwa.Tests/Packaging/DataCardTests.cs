using System.Security.Cryptography;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Microsoft.Extensions.Time.Testing;
using Piwa.Pipeline;
using Piwa.Pipeline.Packaging;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Sinks;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Packaging;

public sealed partial class DataCardTests(SmallDataset dataset) : IClassFixture<SmallDataset>, IDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2031, 5, 17, 23, 0, 0, TimeSpan.Zero));

    public void Dispose() => _home.Dispose();

    [Fact]
    public void ARunLeavesACardWithTheMetadataOfHuggingFace()
    {
        string[] lines = File.ReadAllLines(Path.Combine(dataset.Directory, "README.md"));
        Assert.Equal("---", lines[0]);
        string[] yaml = lines[1..Array.IndexOf(lines, "---", 1)];
        foreach (string line in (string[])
            ["license: unknown", "pretty_name: \"dataset\"", "- text-to-3d", "- image-to-3d", "- n<1K", "    path: shards/*.parquet", "    num_examples: 20"])
            Assert.Contains(line, yaml);
        Assert.Contains(lines, line => line.StartsWith("20 procedural 3D assets", StringComparison.Ordinal));
        Assert.Contains("def read_view(row, channel, view):", lines);
        Assert.Contains("| `crop` | list of int32 | x, y, width, height by view |", lines);
    }

    [Fact]
    public void EveryColumnIsAFeatureOfItsType() =>
        Assert.Equal(Types(dataset.Directory).Select(column => (column.Name, Feature(column.Type))), Features(dataset.Directory));

    [Fact]
    public async Task PicturesAreFeaturesThatTheViewerShows()
    {
        await SmallRun.RunAsync(_home["png"], 1, options => options.Campaign = SmallRun.Campaign with { ImageFormat = ImageFormat.Png });
        Assert.Equal(Types(_home["png"]).Select(column => (column.Name, Feature(column.Type))), Features(_home["png"]));
        Assert.Contains(("color", "list: image"), Features(_home["png"]));
    }

    [Fact]
    public async Task WhatTheOwnerSaysIsKept()
    {
        await WriteAsync(new CardDetails { License = "CC-BY-4.0", Creator = "Ada \"L\" Byron" });
        _time.Advance(TimeSpan.FromDays(30));
        await WriteAsync(new CardDetails { Name = "A: title" });
        string[] card = File.ReadAllLines(_home["README.md"]);
        Assert.Contains("license: cc-by-4.0", card);
        Assert.Contains("pretty_name: \"A: title\"", card);
        CroissantDocument croissant = CroissantDocument.Read(_home.Path);
        Assert.Equal("https://spdx.org/licenses/CC-BY-4.0.html", croissant.Root.GetProperty("license").GetString());
        Assert.Equal("Ada \"L\" Byron", croissant.Root.GetProperty("creator").GetProperty("name").GetString());

        await WriteAsync(new CardDetails { License = "https://example.org/terms", Url = "https://example.org/set", Published = new DateOnly(2030, 1, 2) });
        croissant = CroissantDocument.Read(_home.Path);
        Assert.Equal("https://example.org/terms", croissant.Root.GetProperty("license").GetString());
        Assert.Equal("https://example.org/set", croissant.Root.GetProperty("url").GetString());
        Assert.Equal("2030-01-02", croissant.Root.GetProperty("datePublished").GetString());
    }

    [Fact]
    public async Task TheDayOfTheFirstCardStays()
    {
        dataset.CopyTo(_home.Path);
        File.Delete(_home["card.json"]);
        for (int i = 0; i < 2; i++)
        {
            await WriteAsync(new CardDetails(), copy: false);
            Assert.Equal("2031-05-17", CroissantDocument.Read(_home.Path).Root.GetProperty("datePublished").GetString());
            _time.Advance(TimeSpan.FromDays(3));
        }
    }

    [Fact]
    public async Task ACardThatTheOwnerTookOverIsLeft()
    {
        dataset.CopyTo(_home.Path);
        await File.WriteAllTextAsync(_home["README.md"], "mine\n", TestContext.Current.CancellationToken);
        await WriteAsync(new CardDetails { License = "MIT" }, copy: false);
        Assert.Equal("mine\n", File.ReadAllText(_home["README.md"]));
        Assert.Contains("MIT", File.ReadAllText(_home["croissant.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EachShardIsReadOnce()
    {
        dataset.CopyTo(_home.Path);
        string before = File.ReadAllText(_home["croissant.json"]);
        foreach (string shard in Directory.GetFiles(_home["shards"]))
            File.Delete(shard);
        await WriteAsync(new CardDetails { Name = "dataset" }, copy: false);
        Assert.Equal(before, File.ReadAllText(_home["croissant.json"]));
    }

    [Fact]
    public async Task DamagedChecksumsAreMadeAnew()
    {
        dataset.CopyTo(_home.Path);
        string before = File.ReadAllText(_home["sha256.jsonl"]);
        await File.WriteAllTextAsync(_home["sha256.jsonl"], before.Replace("sha256\":\"", "sha256\":\"0", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await WriteAsync(new CardDetails(), copy: false);
        Assert.Equal(before, File.ReadAllText(_home["sha256.jsonl"]));
    }

    [Fact]
    public async Task ATornLineOfTheChecksumsIsMadeAnew()
    {
        dataset.CopyTo(_home.Path);
        string before = File.ReadAllText(_home["sha256.jsonl"]);
        await File.WriteAllTextAsync(_home["sha256.jsonl"], before[..^9], TestContext.Current.CancellationToken);
        await WriteAsync(new CardDetails(), copy: false);
        Assert.Equal(before, File.ReadAllText(_home["sha256.jsonl"]));
    }

    /// <summary>To read all shards again at the end takes a run of millions hours.</summary>
    [Fact]
    public async Task ChecksumsAreKeptWhileShardsAreWritten()
    {
        await Assert.ThrowsAsync<RunFailedException>(() => SmallRun.RunAsync(_home["set"], 20, options => options.ShardSinks = [new Broken()]));
        Assert.False(File.Exists(_home["set/README.md"]));
        using Dataset opened = Dataset.Open(_home["set"]);
        Assert.NotEmpty(opened.Shards);
        string[] kept = [.. CheckedLines.Read(_home["set/sha256.jsonl"], out _)];
        Assert.Equal(
            opened.Shards.Select(shard =>
                $$"""{"file":"{{shard.File}}","blake3":"{{shard.FileHash}}","sha256":"{{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(opened.PathOf(shard))))}}"}"""),
            kept);
    }

    [Fact]
    public void ChecksumsAreThoseOfTheFiles() => Assert.All(CroissantDocument.Read(dataset.Directory).Shards, shard =>
    {
        byte[] file = File.ReadAllBytes(Path.Combine(dataset.Directory, shard.GetProperty("contentUrl").GetString()!));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file)), shard.GetProperty("sha256").GetString());
        Assert.Equal($"{file.Length} B", shard.GetProperty("contentSize").GetString());
    });

    [Theory]
    [InlineData("do what you like", null, "SPDX")]
    [InlineData(null, "example.org", "Url is 'example.org'")]
    [InlineData("", null, "License must be one line")]
    public async Task WrongDetailsAreRefused(string? license, string? url, string expected)
    {
        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(new CardDetails { License = license, Url = url }));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DamagedDetailsAreNamed()
    {
        dataset.CopyTo(_home.Path);
        await File.WriteAllTextAsync(_home["card.json"], "{\"licence\":\"MIT\"}", TestContext.Current.CancellationToken);
        ManifestException fault = await Assert.ThrowsAsync<ManifestException>(() => WriteAsync(new CardDetails(), copy: false));
        Assert.Contains("card.json", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Names and types of a shard's columns, as another reader sees them.</summary>
    internal static List<(string Name, string Type)> Types(string directory)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"DESCRIBE SELECT * FROM read_parquet('{Path.Combine(directory, Dataset.ShardFile(0))}')";
        using DuckDBDataReader reader = command.ExecuteReader();
        var types = new List<(string, string)>();
        while (reader.Read())
            types.Add((reader.GetString(0), reader.GetString(1)));
        return types;
    }

    private sealed class Broken : IShardSink
    {
        public Task<int> CountAsync(CancellationToken cancellationToken) => Task.FromResult(0);

        public Task ReceiveAsync(ShardRecord shard, string path, CancellationToken cancellationToken) => throw new IOException("It takes none.");
    }

    private async Task WriteAsync(CardDetails changes, bool copy = true)
    {
        if (copy && !File.Exists(_home["campaign.json"]))
            dataset.CopyTo(_home.Path);
        using Dataset opened = Dataset.OpenForWriting(_home.Path, SmallRun.Campaign);
        await DataCard.WriteAsync(opened, changes, _time, TestContext.Current.CancellationToken);
    }

    private static string Feature(string duckType)
    {
        string value = duckType.EndsWith("[]", StringComparison.Ordinal) ? duckType[..^2] : duckType;
        return (value == duckType ? "dtype: " : "list: ") + value switch
        {
            "BIGINT" => "int64",
            "INTEGER" => "int32",
            "FLOAT" => "float32",
            "VARCHAR" => "string",
            "BLOB" => "binary",
            "STRUCT(bytes BLOB, path VARCHAR)" => "image",
            _ => value,
        };
    }

    private static IEnumerable<(string Name, string Type)> Features(string directory) =>
        Column().Matches(File.ReadAllText(Path.Combine(directory, "README.md"))).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    [GeneratedRegex(@"^  - name: (\w+)\n    ((?:dtype|list): \w+)$", RegexOptions.Multiline)]
    private static partial Regex Column();
}
