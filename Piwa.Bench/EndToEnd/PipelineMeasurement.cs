using System.Diagnostics;
using Piwa.Pipeline;
using Piwa.Pipeline.Quality;
using Piwa.Pipeline.Shards;

namespace Piwa.Bench.EndToEnd;

/// <summary>Runs the real pipeline, as a library, and reads off what it took.</summary>
internal static class PipelineMeasurement
{
    /// <summary>Runs it.</summary>
    /// <param name="plan">What to run.</param>
    /// <param name="cancellationToken">Ends the run; there are no figures then.</param>
    /// <param name="say">Hears how far it is, from time to time.</param>
    /// <exception cref="OperationCanceledException">The run was ended.</exception>
    /// <exception cref="InvalidOperationException">An asset failed: standard assets do not.</exception>
    public static async Task<PipelineFigures> RunAsync(PipelinePlan plan, CancellationToken cancellationToken, Action<string>? say = null)
    {
        if (plan.WarmUpAssets > 0)
        {
            var unread = new AllocationProbe(plan.WarmUpAssets);
            await RunAsync(plan, "warm-up", plan.WarmUpAssets, unread, cancellationToken).ConfigureAwait(false);
        }

        // What the warm-up left behind is not this run's.
        GC.Collect();
        var probe = new AllocationProbe(plan.Assets);
        var steady = new SteadyRate(say);
        RunReport report = await RunAsync(plan, "dataset", plan.Assets, probe, cancellationToken, steady).ConfigureAwait(false);
        long peak = Process.GetCurrentProcess().PeakWorkingSet64;
        RunProgress end = report.Progress;
        return new PipelineFigures(
            plan.Assets,
            plan.Threads > 0 ? plan.Threads : Environment.ProcessorCount,
            report.Device,
            report.AssetsPerSecond,
            steady.AssetsPerSecond,
            await MeanTrianglesAsync(report.DirectoryPath, cancellationToken).ConfigureAwait(false),
            (double)end.ShardBytes / end.Completed,
            probe.BytesPerAsset,
            probe.Window,
            peak,
            [.. end.Stages.Select(stage => new StageTime(stage.Name, stage.Busy.TotalMilliseconds / end.Completed, stage.Share))]);
    }

    private static async Task<RunReport> RunAsync(
        PipelinePlan plan, string name, int assets, AllocationProbe probe, CancellationToken cancellationToken, IProgress<RunProgress>? progress = null)
    {
        string directory = Path.Combine(plan.Directory, name);
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        PiwaPipeline pipeline = PiwaPipeline.CreateBuilder().Configure(options =>
        {
            options.OutputDirectory = directory;
            options.Campaign = StandardAsset.Campaign;
            options.Device = plan.Device;
            options.Threads = plan.Threads;
            options.WalletPath = Path.Combine(plan.Directory, "wallet.json");
            options.RecipeSource = probe.Watch;
        }).Build();
        RunReport report = await pipeline.RunAsync((ulong)assets, progress, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return report.Progress.DeadLettered == 0
            ? report
            : throw new InvalidOperationException($"{report.Progress.DeadLettered} standard assets failed; see {directory}.");
    }

    private static async Task<double> MeanTrianglesAsync(string directory, CancellationToken cancellationToken)
    {
        using Dataset dataset = Dataset.Open(directory);
        long triangles = 0, assets = 0;
        await foreach (AssetSummary asset in AssetSummaryReader.ReadAsync(dataset, cancellationToken).ConfigureAwait(false))
        {
            triangles += asset.TriangleCount;
            assets++;
        }

        return (double)triangles / assets;
    }
}
