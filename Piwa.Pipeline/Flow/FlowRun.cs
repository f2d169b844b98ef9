using System.Diagnostics.Metrics;

namespace Piwa.Pipeline.Flow;

/// <summary>What all stages of one run of a graph share: the drain signal, the counts, the measurements, the way of dead letters.</summary>
/// <remarks>
/// Thread-safe. The law: once the graph has completed, <see cref="Admitted"/> = <see cref="Completed"/> + <see cref="DeadLettered"/>.
/// </remarks>
internal sealed class FlowRun
{
    private readonly Lock _lock = new();
    private readonly List<StageMeter> _stages = [];
    private readonly Action<Failure>? _deadLetter;
    private readonly Func<Exception, bool>? _isRunFailure;
    private long _admitted;
    private long _completed;
    private long _deadLettered;

    /// <param name="deadLetter">
    /// Receives every failure that reaches the end, once, on a thread of the last stage: on several at once if that works in parallel.
    /// If it throws, the run fails.
    /// </param>
    /// <param name="isRunFailure">
    /// Tells the exceptions with which the run cannot go on (device lost, disk full) from those of an item. A stage that meets one
    /// requests a drain. By default no exception is one.
    /// </param>
    /// <param name="meter">Where the instruments live; by default a meter of the name <see cref="FlowInstruments.MeterName"/>.</param>
    /// <param name="time">The clock; by default that of the system.</param>
    /// <param name="worked">Told, on the stage's thread, that a stage has worked on an item, and how long.</param>
    public FlowRun(
        Action<Failure>? deadLetter = null,
        Func<Exception, bool>? isRunFailure = null,
        Meter? meter = null,
        TimeProvider? time = null,
        Action<string, TimeSpan>? worked = null)
    {
        Worked = worked;
        _deadLetter = deadLetter;
        _isRunFailure = isRunFailure;
        Time = time ?? TimeProvider.System;
        Instruments = new FlowInstruments(meter);
    }

    public DrainSignal Drain { get; } = new();

    public TimeProvider Time { get; }

    /// <summary>Told that a stage has worked on an item, and how long; null for nobody.</summary>
    public Action<string, TimeSpan>? Worked { get; }

    public FlowInstruments Instruments { get; }

    /// <summary>Items that entered the graph.</summary>
    public long Admitted => Interlocked.Read(ref _admitted);

    /// <summary>Items that made it through the last stage.</summary>
    public long Completed => Interlocked.Read(ref _completed);

    /// <summary>Items that reached the end as failures, drained ones included.</summary>
    public long DeadLettered => Interlocked.Read(ref _deadLettered);

    /// <summary>The stages in the order in which they were made, with what they have done so far.</summary>
    public IReadOnlyList<StageReport> Stages
    {
        get
        {
            lock (_lock)
                return [.. _stages.Select(stage => stage.Report)];
        }
    }

    /// <summary>Joins a stage to the run.</summary>
    internal StageMeter Register(StageOptions options)
    {
        var stage = new StageMeter(options, Instruments, Time);
        lock (_lock)
            _stages.Add(stage);
        return stage;
    }

    internal bool IsRunFailure(Exception exception) => _isRunFailure?.Invoke(exception) ?? false;

    internal void CountAdmitted(int items) => Interlocked.Add(ref _admitted, items);

    internal void CountCompleted(int items) => Interlocked.Add(ref _completed, items);

    internal void DeadLetter(Failure failure)
    {
        Interlocked.Add(ref _deadLettered, failure.Ids.Count);
        _deadLetter?.Invoke(failure);
    }
}
