using Piwa.Kernels.Recipes;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Verification;

/// <summary>Assets that could not be made: their letters are replayed, and repaired.</summary>
public sealed class DeadLetterTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private string Set => _home["dataset"];

    private string Letters => Path.Combine(Set, "dead-letters.jsonl");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task AnAssetThatFailedFailsAgainInTheSameWay()
    {
        await MakeAsync();
        IReadOnlyList<ReplayResult> results = Replay();
        Assert.Equal([3UL, 5UL, 9UL], results.Select(result => result.AssetIndex));
        Assert.All(results, result =>
        {
            Assert.Equal(ReplayOutcome.FailsAgain, result.Outcome);
            Assert.Equal((result.Stage, result.Reason), (result.StageNow, result.ReasonNow));
        });

        Assert.Equal(5UL, Assert.Single(Replay(5)).AssetIndex);
        Assert.Contains("no letter of asset 4", Assert.Throws<ArgumentException>(() => Replay(4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherCauseAndAnAssetThatWorksAreTold()
    {
        await MakeAsync();
        using (Dataset dataset = Dataset.OpenForRepair(Set))
        {
            List<DeadLetterRecord> letters = dataset.ReadDeadLetters(out _);
            letters[0] = letters[0] with { Reason = "The moon was full." };
            letters[1] = letters[1] with { Recipe = RecipeCodec.Encode(dataset.Campaign.CreateSource().Create(5)) };
            dataset.ReplaceDeadLetters(letters);
        }

        IReadOnlyList<ReplayResult> results = Replay();
        Assert.Equal(
            [ReplayOutcome.FailsOtherwise, ReplayOutcome.Works, ReplayOutcome.FailsAgain], results.Select(result => result.Outcome));
        Assert.NotEqual(results[0].Reason, results[0].ReasonNow);
        Assert.Null(results[1].ReasonNow);
    }

    [Fact]
    public async Task ARecipeThatIsNoneFailsAgain()
    {
        await MakeAsync();
        using (Dataset dataset = Dataset.OpenForRepair(Set))
            dataset.ReplaceDeadLetters(dataset.ReadDeadLetters(out _).Select(letter => letter with { Recipe = [1, 2, 3] }));
        Assert.All(Replay(), result =>
        {
            Assert.Equal(ReplayOutcome.FailsAgain, result.Outcome);
            Assert.Contains("recipe", result.ReasonNow, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("cut")]
    [InlineData("delete")]
    public async Task LettersAreMadeAgainByteForByte(string damage)
    {
        await MakeAsync();
        byte[] whole = await File.ReadAllBytesAsync(Letters, TestContext.Current.CancellationToken);
        byte[] bytes = [.. whole];
        bytes[60] ^= 2;
        if (damage == "delete")
            File.Delete(Letters);
        else
            await File.WriteAllBytesAsync(Letters, damage == "flip" ? bytes : whole[..^4], TestContext.Current.CancellationToken);

        RepairReport report = await RepairAsync(Fault);
        Assert.True(report.IsSound, string.Join('\n', report.Findings));
        Assert.Equal(["dead-letters.jsonl"], report.Repaired);
        Assert.Equal(whole, await File.ReadAllBytesAsync(Letters, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AShardWithDeadAssetsIsMadeAgain()
    {
        await MakeAsync();
        string shard = Path.Combine(Set, Dataset.ShardFile(0));
        byte[] whole = await File.ReadAllBytesAsync(shard, TestContext.Current.CancellationToken);
        byte[] letters = await File.ReadAllBytesAsync(Letters, TestContext.Current.CancellationToken);
        File.Delete(shard);
        RepairReport report = await RepairAsync(Fault);
        Assert.True(report.IsSound, string.Join('\n', report.Findings));
        Assert.Equal(whole, await File.ReadAllBytesAsync(shard, TestContext.Current.CancellationToken));
        Assert.Equal(letters, await File.ReadAllBytesAsync(Letters, TestContext.Current.CancellationToken));
    }

    // The generator has changed, say: what is said to have failed can be made.
    [Fact]
    public async Task WhatComesOutOtherwiseIsToldAndNothingIsWritten()
    {
        await MakeAsync();
        string shard = Path.Combine(Set, Dataset.ShardFile(0));
        byte[] damaged = [1, 2, 3];
        await File.WriteAllBytesAsync(shard, damaged, TestContext.Current.CancellationToken);
        byte[] letters = await File.ReadAllBytesAsync(Letters, TestContext.Current.CancellationToken);
        letters[60] ^= 2;
        await File.WriteAllBytesAsync(Letters, letters, TestContext.Current.CancellationToken);

        RepairReport report = await RepairAsync((_, recipe) => recipe);
        Assert.Empty(report.Repaired);
        Assert.Contains(report.Findings, finding => finding.Contains("made again, it has hash", StringComparison.Ordinal));
        Assert.Contains(report.Findings, finding => finding.Contains("asset 3 is said to fail; made again, it does not", StringComparison.Ordinal));
        Assert.Equal(damaged, await File.ReadAllBytesAsync(shard, TestContext.Current.CancellationToken));
        Assert.Equal(letters, await File.ReadAllBytesAsync(Letters, TestContext.Current.CancellationToken));
    }

    private static Recipe Fault(ulong index, Recipe recipe) => index is 3 or 5 or 9 ? SmallRun.CutAway(recipe) : recipe;

    private Task<RunReport> MakeAsync() => SmallRun.RunAsync(
        Set, 10, options => options.RecipeSource = inner => new SmallRun.Faulty(inner, Fault));

    private IReadOnlyList<ReplayResult> Replay(ulong? asset = null) => DeadLetterReplayer.Replay(
        Set,
        new ReplayOptions { Asset = asset, Device = "host", Threads = 2 },
        null,
        TestContext.Current.CancellationToken);

    private Task<RepairReport> RepairAsync(Func<ulong, Recipe, Recipe> change) => DatasetRepairer.RepairAsync(
        Set,
        new RepairOptions { Device = "host", Threads = 2, RecipeSource = inner => new SmallRun.Faulty(inner, change) },
        null,
        TestContext.Current.CancellationToken);
}
