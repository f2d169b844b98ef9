using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Pipeline;

public sealed class PipelineTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task ARunMakesShardsThatVerifyAndAreMinted()
    {
        RunReport report = await SmallRun.RunAsync(_home["a"], 20);
        Assert.Equal(20, report.Progress.Completed);
        Assert.Equal(20, report.Minted);
        Assert.Equal(3, report.Progress.Shards);
        Assert.False(report.WasCancelled);

        VerifyReport verified = await VerifyAsync("a", samples: 3);
        Assert.Empty(verified.Findings);
        Assert.Equal((3, 20L, 20L), (verified.Shards, verified.Rows, verified.ProofsVerified));
        Assert.InRange(verified.Regenerated, 3, 9);
    }

    [Fact]
    public async Task TheSameCampaignGivesTheSameFilesWhateverThreadsAndBatches()
    {
        await SmallRun.RunAsync(_home["a"], 20, options => (options.Threads, options.BatchAssets) = (1, 1));
        await SmallRun.RunAsync(_home["b"], 20, options => (options.Threads, options.BatchAssets, options.BatchCount) = (2, 5, 2));
        AssertSameShards("a", "b");
    }

    // The simulator hashes and packs by the kernels that a GPU runs.
    [Fact]
    public async Task ADeviceThatSealsGivesTheFilesOfTheHost()
    {
        Campaign campaign = SmallRun.Campaign with { Rig = "ortho6", TargetTriangles = 300, ShardAssets = 2 };
        await SmallRun.RunAsync(_home["host"], 2, options => options.Campaign = campaign);
        await SmallRun.RunAsync(_home["device"], 2, options =>
            (options.Campaign, options.Device, options.BatchAssets, options.BatchCount) = (campaign, "simulator", 1, 2));

        AssertSameShards("host", "device");
    }

    [Fact]
    public async Task AnotherSeedGivesOtherFiles()
    {
        await SmallRun.RunAsync(_home["a"], 8);
        await SmallRun.RunAsync(_home["b"], 8, options => options.Campaign = SmallRun.Campaign with { Seed = 2 });
        Assert.NotEqual(File.ReadAllBytes(Shard("a", 0)), File.ReadAllBytes(Shard("b", 0)));
    }

    [Fact]
    public async Task ACancelledRunLeavesASoundSetAndIsContinuedToTheSameFiles()
    {
        await SmallRun.RunAsync(_home["whole"], 40);
        using var cancel = new CancellationTokenSource();
        PiwaPipeline pipeline = SmallRun.Pipeline(_home["cut"], options => options.RecipeSource = inner => new SmallRun.Faulty(inner, (index, recipe) =>
        {
            if (index == 30)
                cancel.Cancel();
            return recipe;
        }));
        RunReport stopped = await pipeline.RunAsync(40, null, cancel.Token);
        SmallRun.AssertLaw(stopped.Progress);
        Assert.True(stopped.WasCancelled);
        Assert.InRange(stopped.Progress.Completed, 0, 24);
        Assert.Equal(stopped.Progress.Completed, stopped.Minted);
        Assert.Equal(stopped.Progress.DeadLettered, stopped.Progress.Drained);
        Assert.Empty((await VerifyAsync("cut")).Findings);

        RunReport rest = await SmallRun.RunAsync(_home["cut"], 40);
        Assert.Equal(40 - stopped.Progress.Completed, rest.Progress.Completed);
        Assert.Equal(40, rest.Minted);
        AssertSameShards("whole", "cut");
        Assert.Empty((await VerifyAsync("cut")).Findings);
    }

    [Fact]
    public async Task ACancelledTokenStopsBeforeAnythingIsMade()
    {
        RunReport report = await SmallRun.Pipeline(_home["a"]).RunAsync(20, null, new CancellationToken(canceled: true));
        Assert.True(report.WasCancelled);
        Assert.Equal(0, report.Progress.Admitted);
    }

    [Fact]
    public async Task AClockThatIsSetMeanwhileChangesNothing()
    {
        await SmallRun.RunAsync(_home["steady"], 40);
        await SmallRun.RunAsync(_home["jumping"], 24, options => options.TimeProvider = new JumpingClock());
        await SmallRun.RunAsync(_home["jumping"], 40, options => options.TimeProvider = new JumpingClock());
        AssertSameShards("steady", "jumping");
        VerifyReport report = await VerifyAsync("jumping");
        Assert.Empty(report.Findings);
        Assert.Equal(40, report.ProofsVerified);
    }

    [Fact]
    public async Task ADataSetCanBeExtended()
    {
        await SmallRun.RunAsync(_home["a"], 10);
        RunReport more = await SmallRun.RunAsync(_home["a"], 21);
        Assert.Equal((11, 10, 21), (more.Progress.Completed, more.Progress.AlreadyThere, more.Minted));
        Assert.Empty((await VerifyAsync("a")).Findings);
        using Dataset dataset = Dataset.Open(_home["a"]);
        Assert.Equal([0UL, 8, 10, 16], dataset.Shards.Select(shard => shard.FirstAsset));

        RunReport none = await SmallRun.RunAsync(_home["a"], 21);
        Assert.Equal(0, none.Progress.Admitted);
    }

    [Fact]
    public async Task AnAssetThatCannotBeMadeIsADeadLetterAndItsNeighboursAreTheSame()
    {
        await SmallRun.RunAsync(_home["good"], 8);
        RunReport report = await SmallRun.RunAsync(_home["bad"], 8, options => options.RecipeSource = inner =>
            new SmallRun.Faulty(inner, (index, recipe) => index == 5 ? SmallRun.CutAway(recipe) : recipe));
        Assert.Equal((7, 1, 0), (report.Progress.Completed, report.Progress.DeadLettered, report.Progress.Drained));

        using Dataset dataset = Dataset.Open(_home["bad"]);
        ShardRecord shard = Assert.Single(dataset.Shards);
        Assert.Equal([5UL], shard.Dead);
        Assert.Contains("no surface", File.ReadAllText(Path.Combine(_home["bad"], "dead-letters.jsonl")), StringComparison.Ordinal);

        AssetRow[] good = await RowsAsync("good"), bad = await RowsAsync("bad");
        Assert.Equal(good.Where(row => row.AssetIndex != 5).Select(row => row.Hashes), bad.Select(row => row.Hashes));
    }

    [Fact]
    public async Task AStageThatThrowsFailsTheRunAndLosesNothing()
    {
        var pipeline = SmallRun.Pipeline(_home["a"], options => options.RecipeSource = inner =>
            new SmallRun.Faulty(inner, (index, recipe) => index == 19 ? throw new InvalidOperationException("no recipe today") : recipe));
        var fault = await Assert.ThrowsAsync<RunFailedException>(() => pipeline.RunAsync(32, null, TestContext.Current.CancellationToken));
        Assert.Equal("generate", fault.Stage);
        Assert.Contains("no recipe today", fault.Message, StringComparison.Ordinal);
        SmallRun.AssertLaw(fault.Progress!);

        // The batch of asset 19 failed, 19 to 21; all others were handed back.
        Assert.Equal(3, fault.Progress!.DeadLettered - fault.Progress.Drained);
        await SmallRun.RunAsync(_home["a"], 32);
        await SmallRun.RunAsync(_home["b"], 32);
        AssertSameShards("a", "b");
        Assert.Empty((await VerifyAsync("a")).Findings);
    }

    [Fact]
    public async Task ADiskThatFailsFailsTheRunAndTheNextOneGoesOn()
    {
        // A directory where the second shard's file belongs.
        await SmallRun.RunAsync(_home["a"], 8);
        Directory.CreateDirectory(Shard("a", 8));
        var fault = await Assert.ThrowsAsync<RunFailedException>(
            () => SmallRun.Pipeline(_home["a"]).RunAsync(24, null, TestContext.Current.CancellationToken));
        Assert.Equal("shard", fault.Stage);
        SmallRun.AssertLaw(fault.Progress!);

        Directory.Delete(Shard("a", 8));
        await SmallRun.RunAsync(_home["a"], 24);
        Assert.Empty((await VerifyAsync("a")).Findings);
    }

    [Fact]
    public async Task ShardsThatWereCommittedButNotMintedAreMintedByTheNextRun()
    {
        await SmallRun.RunAsync(_home["a"], 16);
        string ledger = Path.Combine(_home["a"], "ledger");
        Directory.Delete(ledger, recursive: true);
        Assert.NotEmpty((await VerifyAsync("a")).Findings);

        RunReport report = await SmallRun.RunAsync(_home["a"], 16);
        Assert.Equal((0, 16), (report.Progress.Admitted, report.Minted));
        Assert.Empty((await VerifyAsync("a")).Findings);
    }

    [Fact]
    public async Task AnotherCampaignInTheSameDirectoryIsRefusedWithWhatDiffers()
    {
        await SmallRun.RunAsync(_home["a"], 8);
        var fault = await Assert.ThrowsAsync<DatasetMismatchException>(() => SmallRun.RunAsync(
            _home["a"], 8, options => options.Campaign = SmallRun.Campaign with { Preset = "zeroverse", Seed = 5 }));
        Assert.Contains("its preset is piwa, not zeroverse", fault.Message, StringComparison.Ordinal);
        Assert.Contains("its seed is 1, not 5", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherWalletIsRefused()
    {
        await SmallRun.RunAsync(_home["a"], 8);
        var fault = await Assert.ThrowsAsync<DatasetMismatchException>(
            () => SmallRun.RunAsync(_home["a"], 16, options => options.WalletPath = _home["other.json"]));
        Assert.Contains("other.json", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASecondWriterIsRefused()
    {
        Directory.CreateDirectory(_home["a"]);
        using var held = new FileStream(Path.Combine(_home["a"], ".lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        var fault = await Assert.ThrowsAsync<IOException>(() => SmallRun.RunAsync(_home["a"], 8));
        Assert.Contains("Another process writes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AllWrongOptionsAreNamedInOneMessage()
    {
        var fault = Assert.Throws<ArgumentException>(() => SmallRun.Pipeline(_home["a"], options =>
        {
            options.Threads = -1;
            options.BatchAssets = -1;
            options.BatchCount = 1;
            options.Device = "";
            options.Campaign = new Campaign { Preset = "zeroverze", Rig = "objaverse13", ShardAssets = 0 };
        }));
        foreach (string expected in (string[])
            ["Threads", "BatchAssets", "BatchCount", "Device", "Did you mean 'zeroverse'?", "Did you mean 'objaverse12'?", "ShardAssets"])
        {
            Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TheGraphDescribesItsStagesInOrder()
    {
        string[] lines = SmallRun.Pipeline(_home["a"]).Describe().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["generate", "render", "seal", "shard", "mint"], lines.Select(line => line.Split(' ')[0]));
    }

    private Task<VerifyReport> VerifyAsync(string name, int samples = 1) => DatasetVerifier.VerifyAsync(
        _home[name],
        new VerifyOptions { Samples = samples, Device = "host", Threads = 1, SampleSeed = 1 },
        null,
        TestContext.Current.CancellationToken);

    private string Shard(string name, ulong first) => Path.Combine(_home[name], Dataset.ShardFile(first));

    private async Task<AssetRow[]> RowsAsync(string name)
    {
        await using ShardReader reader = await ShardReader.OpenAsync(Shard(name, 0), TestContext.Current.CancellationToken);
        return [.. await reader.ReadRowGroupAsync(0, TestContext.Current.CancellationToken)];
    }

    private void AssertSameShards(string first, string second)
    {
        string[] Files(string name) => [.. Directory.GetFiles(Path.Combine(_home[name], "shards")).Select(file => Path.GetFileName(file)).Order()];
        Assert.Equal(Files(first), Files(second));
        foreach (string file in Files(first))
        {
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(_home[first], "shards", file)),
                File.ReadAllBytes(Path.Combine(_home[second], "shards", file)));
        }
    }

    /// <summary>Each time it is asked, somebody has set it: up to ten minutes off, and an hour back now and then.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private readonly Random _random = new(7);

        public override DateTimeOffset GetUtcNow()
        {
            lock (_random)
            {
                return base.GetUtcNow() + TimeSpan.FromMinutes((_random.NextDouble() * 20) - 10)
                    - (_random.Next(8) == 0 ? TimeSpan.FromHours(1) : TimeSpan.Zero);
            }
        }
    }
}
