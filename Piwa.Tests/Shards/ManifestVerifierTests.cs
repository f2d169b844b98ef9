using System.Text.Json;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Shards;

public sealed class ManifestVerifierTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private string Manifest => _home["manifest.jsonl"];

    public void Dispose() => _home.Dispose();

    [Fact]
    public void ASoundManifestIsCountedAndHasTheDataSetsRoot()
    {
        ShardRecord[] shards = Write([24, 0, 8]);
        ManifestReport report = Verify(_home.Path);
        Assert.True(report.IsSound, string.Join(' ', report.Findings));
        Assert.Equal((3, 24, 23, 1, 3, 0), (report.Shards, report.Assets, report.Rows, report.Dead, report.Bytes, report.ShardsSigned));
        using Dataset dataset = Dataset.Open(_home.Path);
        Assert.Equal(dataset.Root, report.Root);
        var tree = new DatasetTree();
        foreach (ShardRecord shard in shards)
            tree.Add(shard);
        Assert.Equal(tree.Root, report.Root);
        Assert.True(Verify(_home.Path, report.Root).IsSound);
    }

    [Fact]
    public void ALineThatIsMissingIsFoundByTheRoot()
    {
        Write([0, 8, 16]);
        ContentHash whole = Verify(_home.Path).Root;
        Write([0, 8]);
        Assert.True(Verify(_home.Path).IsSound);
        Assert.Contains(whole.ToString(), Assert.Single(Verify(_home.Path, whole).Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void OverlapsDamageTornLinesAndForeignSignaturesAreFound()
    {
        Write([0, 8, 8]);
        Assert.Contains("asset 8 is in two shards", Assert.Single(Verify(_home.Path).Findings), StringComparison.Ordinal);

        Write([0, 8]);
        byte[] whole = File.ReadAllBytes(Manifest);
        File.WriteAllBytes(Manifest, [.. whole, .. whole[..40]]);
        Assert.Contains("last 40 bytes", Assert.Single(Verify(_home.Path).Findings), StringComparison.Ordinal);
        whole[whole.Length - 20] ^= 1;
        File.WriteAllBytes(Manifest, whole);
        Assert.Contains("line 2", Assert.Single(Verify(_home.Path).Findings), StringComparison.Ordinal);

        Write([0], record => record with { Time = 1, Signature = "1" });
        Assert.Contains("proof of render", Assert.Single(Verify(_home.Path).Findings), StringComparison.Ordinal);
        Write([]);
        Assert.Contains("no shard", Assert.Single(Verify(_home.Path).Findings), StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => Verify(_home["nothing"]));
    }

    [Fact]
    public void LinesOfAnyLengthAreReadAcrossTheBuffer()
    {
        string[] texts = [.. Enumerable.Range(0, 60).Select(i => new string((char)('a' + (i % 26)), (i * 12_345) % 700_000))];
        File.WriteAllBytes(Manifest, [.. texts.SelectMany(CheckedLines.Encode), .. "torn"u8]);
        using var reader = new CheckedLineReader(Manifest);
        foreach (string text in texts)
        {
            Assert.True(reader.TryRead(out ReadOnlySpan<byte> content));
            Assert.Equal(text, System.Text.Encoding.UTF8.GetString(content));
        }

        Assert.False(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
        Assert.Equal((60, 4), (reader.Number, reader.TornBytes));
    }

    [Fact]
    public void ShardsThatAreCommittedInAnyOrderLieInTheOrderOfTheirAssets()
    {
        Directory.CreateDirectory(_home["other"]);
        ulong[] firsts = [.. Enumerable.Range(0, 40).Select(i => (ulong)i * 8)];
        new Random(5).Shuffle(firsts);
        using Dataset dataset = Dataset.OpenForWriting(_home["other"], SmallRun.Campaign);
        foreach (ulong first in firsts)
        {
            dataset.Commit(Record(dataset.CampaignHash, first));
            var tree = new DatasetTree();
            foreach (ShardRecord shard in dataset.Shards)
                tree.Add(shard);
            Assert.Equal(tree.Root, dataset.Root);
        }

        Assert.Equal(firsts.Order(), dataset.Shards.Select(shard => shard.FirstAsset));
        Assert.Equal(firsts, dataset.Outbox.Select(shard => shard.FirstAsset));
    }

    private static ManifestReport Verify(string directory, ContentHash? root = null) =>
        ManifestVerifier.Verify(directory, root, null, TestContext.Current.CancellationToken);

    private ShardRecord[] Write(ulong[] firsts, Func<ShardRecord, ShardRecord>? change = null)
    {
        byte[] campaign = CampaignFile.Serialize(SmallRun.Campaign);
        File.WriteAllBytes(_home["campaign.json"], campaign);
        ShardRecord[] shards = [.. firsts.Select(first => Record(CampaignFile.HashOf(campaign), first)).Select(record => change?.Invoke(record) ?? record)];
        File.WriteAllBytes(Manifest, [.. shards.SelectMany(shard => CheckedLines.Encode(JsonSerializer.Serialize(shard, DatasetJson.Default.ShardRecord)))]);
        return shards;
    }

    private static ShardRecord Record(ContentHash campaign, ulong first) => new()
    {
        File = Dataset.ShardFile(first),
        Bytes = 1,
        FileHash = Blake3.Hash([2]),
        FirstAsset = first,
        Assets = 8,
        Rows = first == 8 ? 7 : 8,
        Dead = first == 8 ? [9] : [],
        Root = Blake3.Hash([3]),
        Campaign = campaign,
        Generator = SmallRun.Campaign.GeneratorVersion,
        Device = "host",
        Wallet = "none",
    };
}
