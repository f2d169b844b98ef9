using System.Text.Json;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Quality;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Shards;

/// <summary>Manifests, campaigns and directories that were made to do harm.</summary>
public sealed class HostileDatasetTests(SmallDataset dataset) : IClassFixture<SmallDataset>, IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Copy => _home["copy"];

    private string Manifest => Path.Combine(Copy, "manifest.jsonl");

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("shards/../../x.parquet")]
    [InlineData("..")]
    [InlineData("/etc/passwd")]
    [InlineData("\\\\server\\share")]
    [InlineData("C:/x.parquet")]
    [InlineData("shards/a.parquet\n")]
    [InlineData("shards/\u0000a")]
    [InlineData("shards/a b")]
    [InlineData("Shards/a")]
    [InlineData("~/x")]
    [InlineData("")]
    public void APathThatLeavesTheDirectoryIsRefused(string file) => AssertRefused(record => record with { File = file }, "is not a path of a shard");

    [Fact]
    public void ALongPathIsRefusedAndALongestIsNot()
    {
        AssertRefused(record => record with { File = new string('a', 202) }, "is not a path of a shard");
        Change(record => record with { File = new string('a', 201) });
        using Dataset read = Dataset.Open(Copy);
    }

    [Fact]
    public void NumbersThatCannotBeAreRefused()
    {
        AssertRefused(record => record with { FirstAsset = ulong.MaxValue - 7 }, "beyond what a shard can name");
        AssertRefused(record => record with { FirstAsset = 1UL << 63 }, "beyond what a shard can name");
        AssertRefused(record => record with { Bytes = -1 }, "no -1 bytes");
        AssertRefused(record => record with { Assets = int.MinValue }, "are not one work unit");
        AssertRefused(record => record with { Rows = -1 }, "do not make");
    }

    [Theory]
    [InlineData("{\"file\":\"a\",\"file\":\"b\"", "file")]
    [InlineData("null", "null")]
    [InlineData("[1,2", "JSON")]
    [InlineData("{\"bytes\":1e999}", "bytes")]
    [InlineData("{\"bytes\":\"1\"}", "bytes")]
    [InlineData("{\"unknown\":1}", "unknown")]
    public void ALineThatIsNoRecordIsRefused(string line, string word)
    {
        dataset.CopyTo(Copy);
        File.WriteAllBytes(Manifest, CheckedLines.Encode(line));
        ManifestException refusal = Assert.Throws<ManifestException>(() => Dataset.Open(Copy));
        Assert.Contains("manifest.jsonl, line 1", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DeepAndLongAndForeignLinesAreRefused()
    {
        dataset.CopyTo(Copy);
        string deep = new('[', 1_000_000);
        File.WriteAllBytes(Manifest, CheckedLines.Encode(deep));
        Assert.Contains("line 1", Assert.Throws<ManifestException>(() => Dataset.Open(Copy)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(Manifest, [.. new byte[5_000_000], (byte)'\n']);
        Assert.Contains("not a line", Assert.Throws<ManifestException>(() => Dataset.Open(Copy)).Message, StringComparison.Ordinal);
        byte[] content = [(byte)'"', 0xC3, (byte)'"'];
        File.WriteAllBytes(Manifest, [.. System.Text.Encoding.ASCII.GetBytes(Blake3.Hash(content).ToString()[..16]), (byte)' ', .. content, (byte)'\n']);
        Assert.Contains("not UTF-8", Assert.Throws<ManifestException>(() => Dataset.Open(Copy)).Message, StringComparison.Ordinal);

        // A line without an end, in a file that is sparse: no more of it is read than a line may have.
        using (FileStream file = File.Create(Manifest))
            file.SetLength(3L << 30);
        Assert.Contains("at most", Assert.Throws<ManifestException>(() => Dataset.Open(Copy)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryFlippedBitOfManifestAndCampaignIsNoticed()
    {
        dataset.CopyTo(Copy);
        foreach (string path in (string[])[Manifest, Path.Combine(Copy, "campaign.json")])
        {
            byte[] whole = File.ReadAllBytes(path);
            for (int bit = 0; bit < whole.Length * 8; bit += path == Manifest ? 3 : 1)
            {
                whole[bit / 8] ^= (byte)(1 << (bit % 8));
                File.WriteAllBytes(path, whole);
                try
                {
                    // Without its end, the last line may be the rest of a write that a crash has torn.
                    using Dataset read = Dataset.Open(Copy);
                    Assert.True(read.TornManifestBytes > 0, $"Bit {bit} of {path} went unnoticed.");
                }
                catch (ManifestException fault)
                {
                    Assert.NotEmpty(fault.Message);
                }

                whole[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            File.WriteAllBytes(path, whole);
        }
    }

    [Fact]
    public async Task LinksAreNotFollowed()
    {
        if (OperatingSystem.IsWindows())
            return;
        dataset.CopyTo(Copy);
        string shard, outside = _home["outside.parquet"];
        using (Dataset read = Dataset.Open(Copy))
        {
            shard = read.PathOf(read.Shards[0]);
            File.Move(shard, outside);
            File.CreateSymbolicLink(shard, outside);
            ShardFormatException refusal = await Assert.ThrowsAsync<ShardFormatException>(() => read.OpenShardAsync(read.Shards[0], Stop));
            Assert.Contains($"{shard} is a link", refusal.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<ShardFormatException>(async () => await AssetSummaryReader.ReadAsync(read, Stop).GetAsyncEnumerator(Stop).MoveNextAsync());
        }

        VerifyReport report = await DatasetVerifier.VerifyAsync(Copy, new VerifyOptions { Device = "host", Samples = 0 }, null, Stop);
        Assert.Contains(report.Findings, finding => finding.Contains("is a link", StringComparison.Ordinal));
        File.Delete(shard);
        File.Move(outside, shard);
        foreach (string name in (string[])["shards", "manifest.jsonl", "campaign.json"])
        {
            string path = Path.Combine(Copy, name), elsewhere = _home["elsewhere"];
            Directory.Move(path, elsewhere);
            File.CreateSymbolicLink(path, elsewhere);
            Assert.Contains("is a link", Assert.Throws<ManifestException>(() => Dataset.Open(Copy)).Message, StringComparison.Ordinal);
            File.Delete(path);
            Directory.Move(elsewhere, path);
        }

        using Dataset again = Dataset.Open(Copy);
        await using ShardReader reader = await again.OpenShardAsync(again.Shards[0], Stop);
    }

    [Fact]
    public async Task AFileThatIsNotTheManifestsIsNotOpened()
    {
        dataset.CopyTo(Copy);
        using Dataset read = Dataset.Open(Copy);
        string path = read.PathOf(read.Shards[0]);
        await AssertOtherAsync(read.Shards[0] with { Bytes = read.Shards[0].Bytes + 1 }, "bytes; the manifest says");
        await AssertOtherAsync(read.Shards[0] with { Rows = 7, Dead = [1] }, "8 rows; the manifest says 7");
        File.AppendAllText(path, "x");
        await AssertOtherAsync(read.Shards[0], "bytes; the manifest says");

        async Task AssertOtherAsync(ShardRecord record, string word)
        {
            ShardFormatException refusal = await Assert.ThrowsAsync<ShardFormatException>(() => read.OpenShardAsync(record, Stop));
            Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
            Assert.Contains("piwa repair", refusal.Message, StringComparison.Ordinal);
        }
    }

    private void AssertRefused(Func<ShardRecord, ShardRecord> change, string word)
    {
        Change(change);
        ManifestException refusal = Assert.Throws<ManifestException>(() => Dataset.Open(Copy));
        Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("manifest.jsonl, line 1", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>A data set whose manifest has one line, with a check that holds.</summary>
    private void Change(Func<ShardRecord, ShardRecord> change)
    {
        dataset.CopyTo(Copy);
        using Dataset read = Dataset.Open(dataset.Directory);
        File.WriteAllBytes(Manifest, CheckedLines.Encode(JsonSerializer.Serialize(change(read.Shards[0]), DatasetJson.Default.ShardRecord)));
    }
}
