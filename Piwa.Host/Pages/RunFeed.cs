using Piwa.Host.Observability;
using Piwa.Pipeline;

namespace Piwa.Host.Pages;

/// <summary>Keeps what a run reports, for the page: where it stands, how fast it is, and samples of all of it.</summary>
/// <remarks>
/// Thread-safe. Memory is bounded: once there are <see cref="MostSamples"/> samples, every second one goes and they are taken half as often.
/// </remarks>
/// <param name="memory">Memory of the process in bytes.</param>
internal sealed class RunFeed(Func<long> memory) : IProgress<RunProgress>
{
    /// <summary>More than the points that a chart shows.</summary>
    public const int MostSamples = 600;

    private readonly Lock _lock = new();
    private readonly RunRates _rates = new();
    private readonly List<RunSample> _samples = [];
    private TimeSpan _interval = TimeSpan.FromSeconds(1);
    private RunProgress? _now;

    public void Report(RunProgress value)
    {
        lock (_lock)
        {
            _now = value;
            _rates.Add(value);
            Sample(value);
        }
    }

    /// <summary>What is known; null before the first report.</summary>
    public RunState? Read()
    {
        lock (_lock)
            return _now is null
                ? null
                : new RunState(
                    _now, _rates.AssetsPerSecond, _rates.AdmittedPerSecond, _rates.Stages, _rates.Bottleneck?.Stage.Name, [.. _samples]);
    }

    private void Sample(RunProgress value)
    {
        RunSample last = _samples.Count > 0 ? _samples[^1] : default;
        double seconds = value.Elapsed.TotalSeconds - last.Seconds;
        if (seconds < _interval.TotalSeconds)
            return;
        if (_samples.Count == MostSamples)
        {
            _interval *= 2;
            List<RunSample> kept = [.. _samples.Where((_, i) => i % 2 == 1)];
            _samples.Clear();
            _samples.AddRange(kept);
        }

        _samples.Add(new RunSample(value.Elapsed.TotalSeconds, value.Sealed, (value.Sealed - last.Assets) / seconds, memory()));
    }
}
