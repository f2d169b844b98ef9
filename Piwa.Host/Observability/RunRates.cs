using Piwa.Pipeline;

namespace Piwa.Host.Observability;

/// <summary>How fast a run is: over its last seconds, from the reports of its progress.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class RunRates
{
    /// <summary>Long enough that whole batches do not make a rate jump, short enough to show what changes.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Queue<RunProgress> _recent = new();
    private RunProgress? _last;

    /// <summary>Assets made in a second, over the last seconds.</summary>
    public double AssetsPerSecond => _last is null ? 0 : Rate(_last.Sealed - _recent.Peek().Sealed);

    /// <summary>Assets that entered the graph in a second, over the last seconds.</summary>
    public double AdmittedPerSecond => _last is null ? 0 : Rate(_last.Admitted - _recent.Peek().Admitted);

    /// <summary>Time until all is made, at the rate of the whole run; null where nothing is made yet.</summary>
    public TimeSpan? Left => _last is { Sealed: > 0 }
        ? _last.Elapsed * ((double)Math.Max(_last.Planned - _last.Sealed, 0) / _last.Sealed)
        : null;

    /// <summary>The stages in the order of the graph.</summary>
    public IReadOnlyList<StageRate> Stages { get; private set; } = [];

    /// <summary>The stage that set the pace in the last seconds, see <see cref="RunProgress.FindBottleneck"/>; null where none did.</summary>
    public StageRate? Bottleneck => _last?.FindBottleneck(_recent.Count > 1 ? _recent.Peek() : null) is { } name
        ? Stages.First(stage => stage.Stage.Name == name)
        : null;

    private double Seconds => Math.Max((_last!.Elapsed - _recent.Peek().Elapsed).TotalSeconds, 0);

    /// <summary>Takes a report; they come in their order.</summary>
    public void Add(RunProgress progress)
    {
        // Stages begin anew when the device was lost.
        if (_last is not null && progress.DeviceLosses != _last.DeviceLosses)
            _recent.Clear();
        _last = progress;
        _recent.Enqueue(progress);
        while (_recent.Count > 2 && progress.Elapsed - _recent.Peek().Elapsed > Window)
            _recent.Dequeue();

        IReadOnlyList<StageShare> before = _recent.Peek().Stages;
        TimeSpan[] busy = [.. progress.Stages.Select((stage, i) => i < before.Count ? Positive(stage.Busy - before[i].Busy) : stage.Busy)];
        double total = busy.Sum(time => time.TotalSeconds);
        Stages =
        [
            .. progress.Stages.Select((stage, i) => new StageRate(
                stage,
                Rate(stage.Assets - (i < before.Count ? before[i].Assets : 0)),
                total > 0 ? busy[i].TotalSeconds / total : 0,
                Seconds > 0 ? Math.Min(busy[i].TotalSeconds / (Seconds * stage.Parallelism), 1) : 0)),
        ];
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private double Rate(long assets) => Seconds > 0 ? Math.Max(assets, 0) / Seconds : 0;
}
