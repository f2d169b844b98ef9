using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Verification;

namespace Piwa.Tests.Infrastructure;

/// <summary>Runs of a campaign whose assets take milliseconds.</summary>
internal static class SmallRun
{
    public static readonly Campaign Campaign = new() { ImageResolution = 64, TargetTriangles = 600, ShardAssets = 8 };

    public static PiwaPipeline Pipeline(string directory, Action<PiwaOptions>? change = null) =>
        PiwaPipeline.CreateBuilder().Configure(options =>
        {
            options.OutputDirectory = directory;
            options.WalletPath = Path.Combine(Path.GetDirectoryName(directory)!, "wallet.json");
            options.Campaign = Campaign;
            options.Device = "host";
            options.Threads = 2;
            options.BatchAssets = 3;
            change?.Invoke(options);
        }).Build();

    public static async Task<RunReport> RunAsync(string directory, ulong assets, Action<PiwaOptions>? change = null)
    {
        RunReport report = await Pipeline(directory, change).RunAsync(assets, null, TestContext.Current.CancellationToken);
        AssertLaw(report.Progress);
        return report;
    }

    /// <summary>Runs a campaign of one shard, verifies the data set, and reads its rows.</summary>
    public static async Task<AssetRow[]> RunRowsAsync(string directory, Campaign campaign, int assets)
    {
        await RunAsync(directory, (ulong)assets, options => options.Campaign = campaign);
        VerifyReport report = await DatasetVerifier.VerifyAsync(
            directory, new VerifyOptions { Device = "host", Samples = 1 }, null, TestContext.Current.CancellationToken);
        Assert.Empty(report.Findings);
        var rows = new List<AssetRow>();
        await using ShardReader reader = await ShardReader.OpenAsync(
            Path.Combine(directory, Dataset.ShardFile(0)), TestContext.Current.CancellationToken);
        for (int group = 0; group < reader.RowGroupCount; group++)
            rows.AddRange(await reader.ReadRowGroupAsync(group, TestContext.Current.CancellationToken));
        return [.. rows];
    }

    /// <summary>What enters the graph leaves it, one way or the other.</summary>
    public static void AssertLaw(RunProgress progress) => Assert.Equal(progress.Admitted, progress.Completed + progress.DeadLettered);

    /// <summary>A recipe that leaves nothing, written out: it is no longer what its origin samples.</summary>
    public static Recipe CutAway(Recipe recipe) => recipe with
    {
        Origin = null,
        Parts = [.. recipe.Parts, new Part { Primitive = PrimitiveKind.Cuboid, HalfExtents = new Vector3(50f), Operation = PartOperation.Difference }],
    };

    /// <summary>Recipes of another source, with a fault for some of them.</summary>
    public sealed class Faulty(IRecipeSource inner, Func<ulong, Recipe, Recipe> change) : IRecipeSource
    {
        public Recipe Create(ulong assetIndex) => change(assetIndex, inner.Create(assetIndex));
    }
}
