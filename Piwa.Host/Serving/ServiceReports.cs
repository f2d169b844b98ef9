using System.Globalization;
using Piwa.Host.Observability;
using Piwa.Host.Terminal;
using Piwa.Pipeline;

namespace Piwa.Host.Serving;

/// <summary>Tells the service manager where a run stands: ready with the first report, a status every few seconds, stopping, and signs of life.</summary>
/// <remarks>
/// A sign of life is sent only if the graph has moved since the one before, or is known to wait for something: a run in which a stage hangs
/// gives none, and is started again. Thread-safe.
/// </remarks>
internal sealed class ServiceReports(ServiceManager manager) : IProgress<RunProgress>
{
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly RunRates _rates = new();
    private readonly TimeSpan _lifeInterval = (manager.Watchdog ?? TimeSpan.Zero) / 4;
    private TimeSpan? _nextStatus;
    private TimeSpan _nextLife;
    private RunPosition? _position;
    private bool _isStopping;

    public void Report(RunProgress value)
    {
        lock (_lock)
            Tell(value);
    }

    private void Tell(RunProgress progress)
    {
        _rates.Add(progress);
        if (_nextStatus is null)
            manager.Notify("READY=1");
        if (progress.IsDraining && !_isStopping)
            manager.Notify("STOPPING=1");
        bool isNews = progress.IsDraining != _isStopping;
        _isStopping = progress.IsDraining;
        if (_nextStatus is not { } next || progress.Elapsed >= next || isNews)
        {
            _nextStatus = progress.Elapsed + StatusInterval;
            manager.Notify($"STATUS={Describe(progress)}");
        }

        if (manager.Watchdog is null || progress.Elapsed < _nextLife)
            return;
        var position = RunPosition.Of(progress);
        if (position == _position && progress.Waiting is null)
            return;
        _position = position;
        _nextLife = progress.Elapsed + _lifeInterval;
        manager.Notify("WATCHDOG=1");
    }

    private string Describe(RunProgress progress)
    {
        string state = progress.IsDraining ? "stopping; " : progress.Waiting is { } reason ? $"waiting: {reason}; " : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{state}{Units.Count(progress.Sealed)}/{Units.Count(progress.Planned)} assets, {_rates.AssetsPerSecond:F1}/s, {progress.UnmintedShards} shards unminted")
            .ReplaceLineEndings(" ");
    }
}
