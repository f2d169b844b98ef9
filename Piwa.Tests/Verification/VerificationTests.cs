using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Verification;

public sealed class VerificationTests(SmallDataset original) : IClassFixture<SmallDataset>, IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public static TheoryData<string> Files => new(
        "campaign.json",
        "manifest.jsonl",
        "shards/shard-0000000000.parquet",
        "shards/shard-0000000016.parquet",
        "ledger/ledger.log");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task AnUntouchedSetIsSoundAndStaysUntouched()
    {
        original.CopyTo(_home.Path);
        Dictionary<string, byte[]> before = Snapshot();
        VerifyReport report = await VerifyAsync(samples: SmallRun.Campaign.ShardAssets);
        Assert.True(report.IsSound, string.Join('\n', report.Findings));
        Assert.Equal((3, 20L, 20L, 0L), (report.Shards, report.Rows, report.ProofsVerified, report.DeadLetters));
        Assert.InRange(report.Regenerated, 10, 20);
        Assert.Equal(before, Snapshot());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task AByteFlippedAnywhereIsFoundAndNamed(string file)
    {
        original.CopyTo(_home.Path);
        string path = Path.Combine(_home.Path, file);
        byte[] whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var random = new Random(1);
        int[] positions = [0, whole.Length - 1, .. Enumerable.Range(0, 10).Select(_ => random.Next(whole.Length))];
        foreach (int position in positions)
        {
            byte[] damaged = [.. whole];
            damaged[position] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(path, damaged, TestContext.Current.CancellationToken);
            VerifyReport report = await VerifyAsync(samples: 0);
            Assert.False(report.IsSound, $"byte {position}");
            Assert.Contains(report.Findings, finding => finding.Contains(Path.GetFileName(file), StringComparison.Ordinal)
                || finding.Contains(Path.Combine(_home.Path, "ledger"), StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task AFileCutShortIsFoundAndNamed(string file)
    {
        original.CopyTo(_home.Path);
        string path = Path.Combine(_home.Path, file);
        byte[] whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        foreach (int length in (int[])[0, whole.Length / 2, whole.Length - 1])
        {
            await File.WriteAllBytesAsync(path, whole[..length], TestContext.Current.CancellationToken);
            Assert.False((await VerifyAsync(samples: 0)).IsSound, $"length {length}");
        }
    }

    [Theory]
    [InlineData("shards/shard-0000000008.parquet")]
    [InlineData("manifest.jsonl")]
    [InlineData("ledger/ledger.log")]
    public async Task AMissingFileIsFoundAndNamed(string file)
    {
        original.CopyTo(_home.Path);
        File.Delete(Path.Combine(_home.Path, file));
        VerifyReport report = await VerifyAsync(samples: 0);
        Assert.Contains(report.Findings, finding => finding.Contains(Path.GetFileName(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task SwappedShardsAreFound()
    {
        original.CopyTo(_home.Path);
        string a = Path.Combine(_home.Path, Dataset.ShardFile(0)), b = Path.Combine(_home.Path, Dataset.ShardFile(8));
        File.Move(a, a + ".x");
        File.Move(b, a);
        File.Move(a + ".x", b);
        VerifyReport report = await VerifyAsync(samples: 0);
        Assert.Equal(2, report.Findings.Count);
    }

    // Whoever rewrites shard and manifest consistently is caught by the ledger, and by making assets again.
    [Fact]
    public async Task AConsistentForgeryIsCaughtByTheLedgerAndByTheRecipes()
    {
        await SmallRun.RunAsync(_home.Path, SmallDataset.Assets, options =>
        {
            options.WalletPath = original.Wallet;

            // Whoever forges has an oracle that looks at nothing.
            options.OracleSamples = 0;
            options.RecipeSource = inner => new SmallRun.Faulty(
                inner, (index, recipe) => index == 3 ? recipe with { Parts = [.. recipe.Parts.Take(1)] } : recipe);
        });
        VerifyReport forged = await VerifyAsync(samples: 100);
        Assert.Contains(forged.Findings, finding => finding.Contains("asset 3: made again, its mesh has hash", StringComparison.Ordinal));
        Assert.All(forged.Findings, finding => Assert.Contains("asset 3:", finding, StringComparison.Ordinal));

        // With the honest ledger.
        foreach (string file in Directory.EnumerateFiles(Path.Combine(original.Directory, "ledger")))
            File.Copy(file, Path.Combine(_home.Path, "ledger", Path.GetFileName(file)), overwrite: true);
        Assert.Contains(
            (await VerifyAsync(samples: 0)).Findings,
            finding => finding.Contains("asset 3: the ledger's leaf 3 is not this asset's", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AForeignFileAmongTheShardsIsNamed()
    {
        original.CopyTo(_home.Path);
        File.Copy(Path.Combine(_home.Path, Dataset.ShardFile(0)), Path.Combine(_home.Path, Dataset.ShardFile(24)));
        Assert.Contains("shard-0000000024", Assert.Single((await VerifyAsync(samples: 0)).Findings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeadLettersThatAreGoneOrDamagedAreFound()
    {
        await SmallRun.RunAsync(_home.Path, 8, options => options.RecipeSource = inner =>
            new SmallRun.Faulty(inner, (index, recipe) => index == 5 ? SmallRun.CutAway(recipe) : recipe));
        Assert.Empty((await VerifyAsync(samples: 1)).Findings);

        string letters = Path.Combine(_home.Path, "dead-letters.jsonl");
        byte[] whole = await File.ReadAllBytesAsync(letters, TestContext.Current.CancellationToken);
        whole[40] ^= 1;
        await File.WriteAllBytesAsync(letters, whole, TestContext.Current.CancellationToken);
        Assert.Contains("dead-letters.jsonl, line 1", Assert.Single((await VerifyAsync(samples: 0)).Findings), StringComparison.Ordinal);

        File.Delete(letters);
        Assert.Contains("the letter of asset 5 is missing", Assert.Single((await VerifyAsync(samples: 0)).Findings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task VerificationCanBeStopped() => await Assert.ThrowsAnyAsync<OperationCanceledException>(
        () => DatasetVerifier.VerifyAsync(original.Directory, new VerifyOptions { Device = "host" }, null, new CancellationToken(canceled: true)));

    private Task<VerifyReport> VerifyAsync(int samples) => DatasetVerifier.VerifyAsync(
        _home.Path,
        new VerifyOptions { Samples = samples, Device = "host", Threads = 2, SampleSeed = 1 },
        null,
        TestContext.Current.CancellationToken);

    private Dictionary<string, byte[]> Snapshot() =>
        Directory.EnumerateFiles(_home.Path, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);
}
