using System.Text.Json;
using Piwa.Host.Observability;
using Piwa.Pipeline;

namespace Piwa.Host.Terminal;

/// <summary>A run as JSON, one object a line; docs/operating.md has the fields.</summary>
internal static class RunJson
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Where a run stands.</summary>
    public static string Progress(RunProgress progress, RunRates rates) => JsonSerializer.Serialize(
        new
        {
            Type = "progress",
            State = progress.IsDraining ? "stopping" : progress.Waiting is null ? "running" : "waiting",
            progress.Waiting,
            ElapsedSeconds = Round(progress.Elapsed.TotalSeconds),
            SecondsLeft = rates.Left is { } left ? Round(left.TotalSeconds) : (double?)null,
            AssetsPerSecond = Round(rates.AssetsPerSecond),
            progress.Planned,
            progress.AlreadyThere,
            progress.Admitted,
            progress.Sealed,
            progress.Completed,
            DeadLetters = progress.DeadLettered - progress.Drained,
            progress.Drained,
            progress.Shards,
            progress.ShardBytes,
            progress.UnmintedShards,
            progress.DeviceLosses,
            progress.LastDeviceLoss,
            Bottleneck = rates.Bottleneck?.Stage.Name,
            Stages = rates.Stages.Select(stage => new
            {
                stage.Stage.Name,
                stage.Stage.Capacity,
                stage.Stage.Parallelism,
                stage.Stage.Waiting,
                stage.Stage.Assets,
                AssetsPerSecond = Round(stage.AssetsPerSecond),
                Share = Round(stage.Share),
                Load = Round(stage.Load),
            }),
        },
        Options);

    /// <summary>What a run did.</summary>
    public static string Report(RunReport report)
    {
        RunProgress progress = report.Progress;
        return JsonSerializer.Serialize(
            new
            {
                Type = "report",
                report.WasCancelled,
                Directory = report.DirectoryPath,
                report.Device,
                report.Wallet,
                ElapsedSeconds = Round(progress.Elapsed.TotalSeconds),
                AssetsPerSecond = Round(report.AssetsPerSecond),
                progress.Planned,
                progress.AlreadyThere,
                progress.Completed,
                DeadLetters = progress.DeadLettered - progress.Drained,
                progress.Drained,
                progress.Shards,
                progress.ShardBytes,
                report.Minted,
                report.Anchored,
                progress.TelemetryPosts,
                progress.WaitingTelemetryPosts,
                progress.DeviceLosses,
                progress.LastDeviceLoss,
            },
            Options);
    }

    private static double Round(double value) => Math.Round(value, 3);
}
