using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline;

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

    /// <summary>What enters the graph leaves it, one way or the other.</summary>
    public static void AssertLaw(RunProgress progress) => Assert.Equal(progress.Admitted, progress.Completed + progress.DeadLettered);

    /// <summary>A recipe that leaves nothing.</summary>
    public static Recipe CutAway(Recipe recipe) => recipe with
    {
        Parts = [.. recipe.Parts, new Part { Primitive = PrimitiveKind.Cuboid, HalfExtents = new Vector3(50f), Operation = PartOperation.Difference }],
    };

    /// <summary>Recipes of another source, with a fault for some of them.</summary>
    public sealed class Faulty(IRecipeSource inner, Func<ulong, Recipe, Recipe> change) : IRecipeSource
    {
        public Recipe Create(ulong assetIndex) => change(assetIndex, inner.Create(assetIndex));
    }
}
