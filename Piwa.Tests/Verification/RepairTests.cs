using System.Text.Json;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Telemetry;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Verification;

public sealed class RepairTests(SmallDataset original) : IClassFixture<SmallDataset>, IDisposable
{
    /// <summary>What untouched files bear: a time at which nobody writes.</summary>
    private static readonly DateTime Old = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task ASoundSetStaysAsItIs()
    {
        Copy();
        RepairReport report = await RepairAsync();
        Assert.True(report.IsSound, string.Join('\n', report.Findings));
        Assert.Empty(report.Damaged);
        Assert.Empty(report.Repaired);
        AssertEqualToTheOriginal(repaired: []);
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("cut")]
    [InlineData("empty")]
    [InlineData("delete")]
    public async Task OneDamagedShardIsMadeAgainAndTheOthersAreNotTouched(string damage)
    {
        Copy();
        string path = Shard(8);
        byte[] bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 16;
        if (damage == "delete")
            File.Delete(path);
        else
            await File.WriteAllBytesAsync(path, damage switch { "flip" => bytes, "cut" => bytes[..^1], _ => [] }, TestContext.Current.CancellationToken);
        Assert.False((await VerifyAsync()).IsSound);

        RepairReport report = await RepairAsync();
        Assert.True(report.IsSound, string.Join('\n', report.Findings));
        Assert.Equal([Dataset.ShardFile(8)], report.Damaged);
        Assert.Equal([Dataset.ShardFile(8)], report.Repaired);
        AssertEqualToTheOriginal(report.Repaired);
        Assert.True((await VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task SwappedShardsAreMadeAgain()
    {
        Copy();
        File.Move(Shard(0), Shard(0) + ".x");
        File.Move(Shard(8), Shard(0));
        File.Move(Shard(0) + ".x", Shard(8));
        RepairReport report = await RepairAsync();
        Assert.True(report.IsSound, string.Join('\n', report.Findings));
        Assert.Equal([Dataset.ShardFile(0), Dataset.ShardFile(8)], report.Repaired);
        AssertEqualToTheOriginal(report.Repaired);
    }

    [Fact]
    public async Task AllShardsAndTheirFolderComeBack()
    {
        Copy();
        Directory.Delete(Path.Combine(_home.Path, "shards"), recursive: true);
        RepairReport report = await RepairAsync();
        Assert.True(report.IsSound, string.Join('\n', report.Findings));
        Assert.Equal(3, report.Repaired.Count);
        AssertEqualToTheOriginal(report.Repaired);
    }

    [Fact]
    public async Task ADryRunOnlySaysWhatIsDamaged()
    {
        Copy();
        File.Delete(Shard(0));
        using Dataset writer = Dataset.OpenForWriting(_home.Path, SmallRun.Campaign);
        RepairReport report = await RepairAsync(new RepairOptions { DryRun = true });
        Assert.Equal([Dataset.ShardFile(0)], report.Damaged);
        Assert.Empty(report.Repaired);
        Assert.Contains("missing", Assert.Single(report.Findings), StringComparison.Ordinal);
        Assert.False(File.Exists(Shard(0)));
    }

    // Whoever changes a hash in the manifest, its line's check included, does not get the shard replaced.
    [Fact]
    public async Task AShardWhoseHashInTheManifestIsALieIsKept()
    {
        Copy();
        string manifest = Path.Combine(_home.Path, "manifest.jsonl");
        ShardRecord[] records =
        [
            .. CheckedLines.Read(manifest, out _).Select(line => JsonSerializer.Deserialize(line, DatasetJson.Default.ShardRecord)!),
        ];
        records[1] = records[1] with { FileHash = Blake3.Hash("a lie"u8) };
        byte[] lie = [.. records.SelectMany(record => CheckedLines.Encode(JsonSerializer.Serialize(record, DatasetJson.Default.ShardRecord)))];
        await File.WriteAllBytesAsync(manifest, lie, TestContext.Current.CancellationToken);

        RepairReport report = await RepairAsync();
        Assert.Empty(report.Repaired);
        Assert.Contains(report.Findings, finding => finding.Contains("shard-0000000008.parquet: made again, it has hash", StringComparison.Ordinal));
        Assert.Equal(lie, await File.ReadAllBytesAsync(manifest, TestContext.Current.CancellationToken));
        File.Copy(Path.Combine(original.Directory, "manifest.jsonl"), manifest, overwrite: true);
        AssertEqualToTheOriginal(repaired: ["manifest.jsonl"]);
    }

    [Fact]
    public async Task AManifestThatNamesAnotherFileThanShardsAreIsNotFollowed()
    {
        Copy();
        string manifest = Path.Combine(_home.Path, "manifest.jsonl");
        ShardRecord record = JsonSerializer.Deserialize(CheckedLines.Read(manifest, out _)[0], DatasetJson.Default.ShardRecord)!;
        byte[] edited = CheckedLines.Encode(JsonSerializer.Serialize(record with { File = "ledger/ledger.log" }, DatasetJson.Default.ShardRecord));
        await File.WriteAllBytesAsync(manifest, edited, TestContext.Current.CancellationToken);
        byte[] ledger = await File.ReadAllBytesAsync(Path.Combine(_home.Path, "ledger/ledger.log"), TestContext.Current.CancellationToken);
        RepairReport report = await RepairAsync();
        Assert.Empty(report.Repaired);
        Assert.Contains(report.Findings, finding => finding.Contains("elsewhere than shards lie", StringComparison.Ordinal));
        Assert.Equal(ledger, await File.ReadAllBytesAsync(Path.Combine(_home.Path, "ledger/ledger.log"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task WhileAnotherWritesNothingIsRepaired()
    {
        Copy();
        File.Delete(Shard(0));
        using Dataset writer = Dataset.OpenForWriting(_home.Path, SmallRun.Campaign);
        IOException refusal = await Assert.ThrowsAsync<IOException>(() => RepairAsync());
        Assert.Contains("Another process writes", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Shard(0)));
    }

    [Fact]
    public async Task WhatAKilledRepairLeftIsRemoved()
    {
        Copy();
        await File.WriteAllBytesAsync(Shard(16), [1, 2, 3], TestContext.Current.CancellationToken);
        string left = Path.Combine(_home.Path, ".tmp-repair", "shards");
        Directory.CreateDirectory(left);
        File.Copy(Shard(0), Path.Combine(left, ".tmp-shard-0000000016.parquet"));
        Assert.Single((await VerifyAsync()).Findings);

        RepairReport report = await RepairAsync();
        Assert.True(report.IsSound, string.Join('\n', report.Findings));
        AssertEqualToTheOriginal(report.Repaired);
    }

    [Fact]
    public async Task AStoppedRepairLeavesDamagedFilesOrRepairedOnes()
    {
        Copy();
        byte[] damaged = [1, 2, 3];
        ulong[] all = [0, 8, 16];
        foreach (ulong first in all)
            await File.WriteAllBytesAsync(Shard(first), damaged, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var progress = new Relay<RepairProgress>(at =>
        {
            if (at.Step == RepairStep.Check && at.Done == at.Total)
                stop.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => DatasetRepairer.RepairAsync(_home.Path, Options(new RepairOptions()), progress, stop.Token));
        Assert.All(all, first => Assert.Equal(damaged, File.ReadAllBytes(Shard(first))));
        Assert.False(Directory.Exists(Path.Combine(_home.Path, ".tmp-repair")));

        RepairReport report = await RepairAsync();
        Assert.True(report.IsSound, string.Join('\n', report.Findings));
        AssertEqualToTheOriginal(report.Repaired);
    }

    [Fact]
    public async Task StrayFilesAndADamagedLedgerAreNamedAndLeftAlone()
    {
        Copy();
        await File.WriteAllTextAsync(Path.Combine(_home.Path, "shards", "notes.txt"), "mine", TestContext.Current.CancellationToken);
        File.Delete(Shard(0));
        File.Delete(Path.Combine(_home.Path, "ledger", "ledger.log"));
        RepairReport report = await RepairAsync();
        Assert.Equal([Dataset.ShardFile(0)], report.Repaired);
        Assert.Contains(report.Findings, finding => finding.Contains("notes.txt", StringComparison.Ordinal));
        Assert.Contains(report.Findings, finding => finding.Contains("ledger", StringComparison.Ordinal));
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(_home.Path, "shards", "notes.txt"), TestContext.Current.CancellationToken));
        Assert.False(File.Exists(Path.Combine(_home.Path, "ledger", "ledger.log")));
    }

    // The manifest is the truth and is not written here; generate makes what a torn end has lost, and the ledger proves that it is the same.
    [Fact]
    public async Task ATornManifestIsNamedAndGenerateMendsIt()
    {
        Copy();
        string manifest = Path.Combine(_home.Path, "manifest.jsonl");
        byte[] whole = await File.ReadAllBytesAsync(manifest, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(manifest, whole[..^5], TestContext.Current.CancellationToken);
        RepairReport report = await RepairAsync();
        Assert.Empty(report.Repaired);
        Assert.Contains(report.Findings, finding => finding.Contains("Run generate again", StringComparison.Ordinal));
        Assert.Equal(whole[..^5], await File.ReadAllBytesAsync(manifest, TestContext.Current.CancellationToken));

        await SmallRun.RunAsync(_home.Path, SmallDataset.Assets, options => options.WalletPath = original.Wallet);
        using (Dataset mended = Dataset.Open(_home.Path), before = Dataset.Open(original.Directory))
            Assert.Equal(before.Shards.Select(DatasetDigest.Text), mended.Shards.Select(DatasetDigest.Text));
        Assert.True((await VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task AManifestWithADamagedLineRepairsNothing()
    {
        Copy();
        string manifest = Path.Combine(_home.Path, "manifest.jsonl");
        byte[] bytes = await File.ReadAllBytesAsync(manifest, TestContext.Current.CancellationToken);
        bytes[40] ^= 1;
        await File.WriteAllBytesAsync(manifest, bytes, TestContext.Current.CancellationToken);
        File.Delete(Shard(0));
        ManifestException fault = await Assert.ThrowsAsync<ManifestException>(() => RepairAsync());
        Assert.Contains("manifest.jsonl, line 1", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Shard(0)));
    }

    private string Shard(ulong first) => Path.Combine(_home.Path, Dataset.ShardFile(first));

    private void Copy()
    {
        original.CopyTo(_home.Path);
        foreach (string file in Directory.EnumerateFiles(_home.Path, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, Old);
    }

    private Task<VerifyReport> VerifyAsync() => DatasetVerifier.VerifyAsync(
        _home.Path, new VerifyOptions { Samples = 0, Device = "host", Threads = 2 }, null, TestContext.Current.CancellationToken);

    private static RepairOptions Options(RepairOptions options) => options with { Device = "host", Threads = 1 };

    private Task<RepairReport> RepairAsync(RepairOptions? options = null) =>
        DatasetRepairer.RepairAsync(_home.Path, Options(options ?? new RepairOptions()), null, TestContext.Current.CancellationToken);

    /// <summary>The same files with the same bytes; and who is not named was not written.</summary>
    private void AssertEqualToTheOriginal(IReadOnlyList<string> repaired)
    {
        Dictionary<string, byte[]> expected = Snapshot(original.Directory), actual = Snapshot(_home.Path);
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach ((string file, byte[] bytes) in expected)
        {
            Assert.True(bytes.AsSpan().SequenceEqual(actual[file]), file);
            if (!repaired.Contains(file) && file != ".lock")
                Assert.Equal(Old, File.GetLastWriteTimeUtc(Path.Combine(_home.Path, file)));
        }
    }

    private static Dictionary<string, byte[]> Snapshot(string directory) => Directory
        .EnumerateFiles(directory, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(directory, file), File.ReadAllBytes);
}
