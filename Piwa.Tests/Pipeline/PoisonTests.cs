using System.Numerics;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Pipeline;

/// <summary>Recipes that nobody should write: each is a dead letter, and its neighbours do not notice.</summary>
public sealed class PoisonTests : IDisposable
{
    private const ulong Poisoned = 5;

    private readonly TemporaryDirectory _home = new();

    public static TheoryData<string> Poisons => [.. Recipes.Keys];

    private static Dictionary<string, Func<Recipe, Recipe>> Recipes { get; } = new()
    {
        ["no parts"] = recipe => recipe with { Parts = [] },
        ["not a number"] = recipe => First(recipe, part => part with { Translation = new Vector3(float.NaN, 0, 0) }),
        ["infinite"] = recipe => First(recipe, part => part with { HalfExtents = new Vector3(float.PositiveInfinity, 1, 1) }),
        ["flat"] = recipe => First(recipe, part => part with { HalfExtents = Vector3.Zero }),
        ["enormous"] = recipe => First(recipe, part => part with { HalfExtents = new Vector3(float.MaxValue) }),
        ["no rotation"] = recipe => First(recipe, part => part with { Rotation = default }),
        ["a primitive that there is not"] = recipe => First(recipe, part => part with { Primitive = (PrimitiveKind)200 }),
        ["too many parts"] = recipe => recipe with { Parts = [.. Enumerable.Repeat(recipe.Parts[0], 100_000)] },
        ["no cameras"] = recipe => recipe with { Cameras = [] },
        ["a camera that is nowhere"] = recipe => recipe with
        {
            Cameras = [recipe.Cameras[0] with { Position = new Vector3(float.NaN) }, .. recipe.Cameras.Skip(1)],
        },
    };

    public void Dispose() => _home.Dispose();

    [Theory]
    [MemberData(nameof(Poisons))]
    public async Task APoisonIsADeadLetterAndItsNeighboursAreTheSame(string poison)
    {
        AssetRow[] good = await SmallRun.RunRowsAsync(_home["good"], SmallRun.Campaign, 8);
        RunReport report = await SmallRun.RunAsync(_home["bad"], 8, options => options.RecipeSource = inner => new SmallRun.Faulty(
            inner, (index, recipe) => index == Poisoned ? Recipes[poison](recipe with { Origin = null }) : recipe));
        Assert.Equal((7, 1, 0), (report.Progress.Completed, report.Progress.DeadLettered, report.Progress.Drained));

        ReplayResult replayed = Assert.Single(DeadLetterReplayer.Replay(
            _home["bad"], new ReplayOptions { Device = "host" }, null, TestContext.Current.CancellationToken));
        Assert.Equal((Poisoned, ReplayOutcome.FailsAgain), (replayed.AssetIndex, replayed.Outcome));
        await using ShardReader reader = await ShardReader.OpenAsync(
            Path.Combine(_home["bad"], Dataset.ShardFile(0)), TestContext.Current.CancellationToken);
        IReadOnlyList<AssetRow> bad = await reader.ReadRowGroupAsync(0, TestContext.Current.CancellationToken);
        Assert.Equal(good.Where(row => row.AssetIndex != Poisoned).Select(row => row.Hashes), bad.Select(row => row.Hashes));
    }

    [Fact]
    public async Task TooManyDeadLettersEndTheRunAndAreNotCommitted()
    {
        const int Assets = 144;
        PiwaPipeline pipeline = SmallRun.Pipeline(_home["a"], Poison);
        RunFailedException fault = await Assert.ThrowsAsync<RunFailedException>(
            () => pipeline.RunAsync(Assets, null, TestContext.Current.CancellationToken));
        SmallRun.AssertLaw(fault.Progress!);
        Assert.Contains("could not be made, more than the share of 0.2", fault.Message, StringComparison.Ordinal);
        Assert.Contains("no surface", fault.Message, StringComparison.Ordinal);
        using (Dataset dataset = Dataset.Open(_home["a"]))
            Assert.Equal(12, dataset.Shards.Count); // 96 assets: the limit looks from 100 on

        RunReport rest = await SmallRun.RunAsync(_home["a"], Assets, options =>
        {
            Poison(options);
            options.MaximumDeadShare = 0.5;
        });
        Assert.Equal((Assets - 96) / 3, rest.Progress.DeadLettered);

        static void Poison(PiwaOptions options) => options.RecipeSource = inner =>
            new SmallRun.Faulty(inner, (index, recipe) => index % 3 == 0 ? SmallRun.CutAway(recipe) : recipe);
    }

    private static Recipe First(Recipe recipe, Func<Part, Part> change) => recipe with { Parts = [change(recipe.Parts[0]), .. recipe.Parts.Skip(1)] };
}
