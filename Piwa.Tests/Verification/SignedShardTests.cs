using System.Text.Json;
using Piwa.Chain.Provenance;
using Piwa.Kernels.Devices;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Verification;

public sealed class SignedShardTests(SmallDataset original) : IClassFixture<SmallDataset>, IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task EveryShardIsSignedByTheWallet()
    {
        using Dataset dataset = Dataset.Open(original.Directory);
        Assert.All(dataset.Shards, shard => Assert.Null(ProofOfRender.FindFault(shard)));
        VerifyReport report = await VerifyAsync(original.Directory);
        Assert.Equal((true, 3), (report.IsSound, report.ShardsSigned));
    }

    [Fact]
    public async Task ADataSetWithoutProofsIsSoundAndGoesOnWithThem()
    {
        Copy(shard => shard with { Time = null, Signature = null });
        VerifyReport report = await VerifyAsync(_home["dataset"]);
        Assert.Equal((true, 0), (report.IsSound, report.ShardsSigned));

        await SmallRun.RunAsync(_home["dataset"], SmallDataset.Assets + 4);
        report = await VerifyAsync(_home["dataset"]);
        Assert.Equal((true, 1, 4), (report.IsSound, report.ShardsSigned, report.Shards));
    }

    /// <summary>The shard's file is there, the line that names it is torn: the shard is made, and signed, once more.</summary>
    [Fact]
    public async Task ARunThatACrashCutOffSignsWhatItMakesAgain()
    {
        Copy(shard => shard);
        string manifest = _home["dataset/manifest.jsonl"];
        byte[] whole = await File.ReadAllBytesAsync(manifest, Stop);
        await File.WriteAllBytesAsync(manifest, whole[..^40], Stop);
        Directory.Delete(_home["dataset/ledger"], recursive: true);
        Directory.Delete(_home["dataset/uploads"], recursive: true);
        File.Delete(_home["dataset/oracle.log"]);
        await SmallRun.RunAsync(_home["dataset"], SmallDataset.Assets);
        VerifyReport report = await VerifyAsync(_home["dataset"]);
        Assert.Empty(report.Findings);
        Assert.Equal(3, report.ShardsSigned);
    }

    [Fact]
    public async Task AProofThatDoesNotHoldIsAFinding()
    {
        Copy(shard => shard with { Device = "another" });
        VerifyReport report = await VerifyAsync(_home["dataset"]);
        Assert.Equal((3, 0), (report.Findings.Count, report.ShardsSigned));
        Assert.All(report.Findings, finding => Assert.Contains("has not signed this", finding, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnExaminerThatWantsProofsRefusesShardsWithout()
    {
        ShardSubmission shard = (await OracleBench.ReadAsync(original.Directory))[0];
        ShardRecord record = JsonSerializer.Deserialize(shard.Manifest.Span, DatasetJson.Default.ShardRecord)!;
        ShardSubmission unsigned = shard with
        {
            Manifest = JsonSerializer.SerializeToUtf8Bytes(record with { Time = null, Signature = null }, DatasetJson.Default.ShardRecord),
        };
        using Device device = DeviceCatalog.OpenVerified("host", 2);
        using ShardExaminer lenient = new(device);
        using ShardExaminer strict = new(device) { RequiresProof = true };
        Assert.Empty(lenient.Examine(unsigned).Findings);
        Assert.Empty(strict.Examine(shard).Findings);
        Assert.Contains("not signed", Assert.Single(strict.Examine(unsigned).Findings).Text, StringComparison.Ordinal);
    }

    private void Copy(Func<ShardRecord, ShardRecord> change)
    {
        original.CopyTo(_home["dataset"]);
        File.Copy(original.Wallet, _home["wallet.json"]);
        using Dataset dataset = Dataset.Open(_home["dataset"]);
        File.WriteAllBytes(
            _home["dataset/manifest.jsonl"],
            [.. dataset.Outbox.SelectMany(shard => CheckedLines.Encode(JsonSerializer.Serialize(change(shard), DatasetJson.Default.ShardRecord)))]);
    }

    private static Task<VerifyReport> VerifyAsync(string directory) =>
        DatasetVerifier.VerifyAsync(directory, new VerifyOptions { Device = "host", Samples = 0 }, null, Stop);
}
