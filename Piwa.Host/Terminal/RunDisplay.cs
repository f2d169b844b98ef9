using System.Globalization;
using Microsoft.Extensions.Hosting;
using Piwa.Host.Observability;
using Piwa.Host.Serving;
using Piwa.Pipeline;
using Spectre.Console;

namespace Piwa.Host.Terminal;

/// <summary>Shows where a run stands: lines that are redrawn in place, plain lines now and then, JSON, or nothing.</summary>
/// <remarks>Thread-safe. What comes while the terminal takes what came before is left out: a stopped terminal holds nobody else up.</remarks>
/// <param name="mode">How.</param>
/// <param name="isAttended">Whether somebody sits there who may want to stop it.</param>
internal sealed class RunDisplay(OutputMode mode, bool isAttended) : IHostedService, IProgress<RunProgress>
{
    /// <summary>How often there is a line of JSON.</summary>
    private static readonly TimeSpan JsonInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly RunRates _rates = new();
    private readonly Pace _pace = new();
    private LiveDisplayContext? _live;
    private TimeSpan _nextJson;

    /// <summary>Says how the run is stopped.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (isAttended && mode is (OutputMode.Live or OutputMode.Lines))
            AnsiConsole.MarkupLineInterpolated($"[grey]Ctrl+C stops; the same command goes on later.[/]");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs work that reports here.</summary>
    public async Task<TResult> RunAsync<TResult>(Func<Task<TResult>> work)
    {
        if (mode != OutputMode.Live)
            return await work().ConfigureAwait(false);

        return await AnsiConsole.Live(new Markup("[grey]starting[/]"))
            .AutoClear(true)
            .Overflow(VerticalOverflow.Crop)
            .Cropping(VerticalOverflowCropping.Bottom)
            .StartAsync(async context =>
            {
                context.Refresh();
                lock (_lock)
                    _live = context;
                return await work().ConfigureAwait(false);
            })
            .ConfigureAwait(false);
    }

    /// <summary>Prints what a run did.</summary>
    public void Print(RunReport report, RunRequest request)
    {
        if (mode == OutputMode.Json)
            Console.WriteLine(RunJson.Report(report));
        else
            RunSummary.Print(report, request);
    }

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        if (!_lock.TryEnter())
            return;

        try
        {
            _rates.Add(value);
            Show(value);
        }
        finally
        {
            _lock.Exit();
        }
    }

    private void Show(RunProgress progress)
    {
        switch (mode)
        {
            case OutputMode.Live when _live is not null:
                // The last column stays free: some terminals begin a new line when it is written.
                IEnumerable<string> lines = RunView.Lines(
                    progress, _rates, AnsiConsole.Profile.Width - 1, AnsiConsole.Profile.Capabilities.Unicode);
                _live.UpdateTarget(new Rows(lines.Select(line => new Markup(line))));
                break;
            case OutputMode.Json when progress.Elapsed >= _nextJson:
                _nextJson = progress.Elapsed + JsonInterval;
                Console.WriteLine(RunJson.Progress(progress, _rates));
                break;
            case OutputMode.Lines when _pace.IsDue(progress.Elapsed):
                Console.WriteLine(Describe(progress));
                break;
        }
    }

    private string Describe(RunProgress progress)
    {
        double share = progress.Planned == 0 ? 1 : (double)progress.Sealed / progress.Planned;
        string left = _rates.Left is { } time ? $"  {Units.Time(time)} left" : "";
        string dead = progress.DeadLettered > progress.Drained ? $"  {Units.Count(progress.DeadLettered - progress.Drained)} dead letters" : "";
        string slowest = _rates.Bottleneck is { } stage ? $"  slowest {stage.Stage.Name}" : "";
        string state = progress.IsDraining ? "  stopping" : progress.Waiting is { } reason ? $"  waiting: {reason}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{share,4:P0}  {Units.Count(progress.Sealed)}/{Units.Count(progress.Planned)} assets  {_rates.AssetsPerSecond:F1}/s{left}"
            + $"  {Units.Bytes(progress.ShardBytes)} in {progress.Shards} shards  {progress.UnmintedShards} unminted{dead}{slowest}{state}");
    }
}
