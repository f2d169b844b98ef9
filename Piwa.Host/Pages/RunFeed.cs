using Piwa.Pipeline;

namespace Piwa.Host.Pages;

/// <summary>Keeps what a run reports, for the page: where it stands, where it stood some seconds ago, and samples of all of it.</summary>
/// <remarks>
/// Thread-safe. Memory is bounded: once there are <see cref="MostSamples"/> samples, every second one goes and they are taken half as often.
/// </remarks>
/// <param name="inner">Told as well.</param>
/// <param name="memory">Memory of the process in bytes.</param>
internal sealed class RunFeed(IProgress<RunProgress>? inner, Func<long> memory) : IProgress<RunProgress>
{
    /// <summary>More than the points that a chart shows.</summary>
    public const int MostSamples = 600;

    /// <summary>What rates and the bottleneck are over: long against a batch.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<RunProgress> _recent = [];
    private readonly List<RunSample> _samples = [];
    private TimeSpan _interval = TimeSpan.FromSeconds(1);
    private RunProgress? _now;

    public void Report(RunProgress value)
    {
        lock (_lock)
        {
            // A run whose device is lost begins its stages anew.
            if (_now is not null && value.DeviceLosses != _now.DeviceLosses)
                _recent.Clear();
            _now = value;
            _recent.Enqueue(value);
            while (_recent.Count > 1 && value.Elapsed - _recent.Peek().Elapsed > Window)
                _recent.Dequeue();
            Sample(value);
        }

        inner?.Report(value);
    }

    /// <summary>What is known; null before the first report.</summary>
    public RunState? Read()
    {
        lock (_lock)
            return _now is null ? null : new RunState(_now, _recent.Count > 1 ? _recent.Peek() : null, [.. _samples]);
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
