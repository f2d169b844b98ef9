namespace Piwa.Pipeline.Flow;

/// <summary>Measures one stage, for telemetry and for the report. Thread-safe.</summary>
internal sealed class StageMeter
{
    private const string Failed = "failed";
    private const string Drained = "drained";

    private readonly StageOptions _options;
    private readonly FlowInstruments _instruments;
    private readonly TimeProvider _time;
    private long _busyTicks;
    private long _worked;
    private long _passed;
    private long _failures;
    private Func<(int Waiting, int Leaving)>? _queues;

    public StageMeter(StageOptions options, FlowInstruments instruments, TimeProvider time)
    {
        _options = options;
        _instruments = instruments;
        _time = time;
    }

    public StageReport Report
    {
        get
        {
            (int waiting, int leaving) = Volatile.Read(ref _queues)?.Invoke() ?? default;
            return new(
                _options.Name, _options.Capacity, _options.Parallelism, TimeSpan.FromTicks(Interlocked.Read(ref _busyTicks)),
                Interlocked.Read(ref _worked), Interlocked.Read(ref _passed), Interlocked.Read(ref _failures), waiting, leaving, (_options.Scheduler as LaneScheduler)?.Name);
        }
    }

    /// <summary>Says how to count what waits before and behind the stage's body.</summary>
    public void Watch(Func<(int Waiting, int Leaving)> queues) => Volatile.Write(ref _queues, queues);

    public long Start() => _time.GetTimestamp();

    /// <param name="elapsed">How long the body took.</param>
    /// <param name="items">Items that are done with that.</param>
    public void Stop(TimeSpan elapsed, int items)
    {
        Interlocked.Add(ref _busyTicks, elapsed.Ticks);
        Interlocked.Add(ref _passed, items);
        if (Interlocked.Increment(ref _worked) == 1)
        {
            // The rate of what never happened is zero, and not unknown.
            AddFailures(0, Failed);
            AddFailures(0, Drained);
        }

        _instruments.StageDuration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>(FlowInstruments.StageTag, _options.Name));
    }

    public void CountFailure(Failure failure)
    {
        Interlocked.Add(ref _failures, failure.Ids.Count);
        AddFailures(failure.Ids.Count, failure.IsDrained ? Drained : Failed);
    }

    private void AddFailures(int items, string reason) => _instruments.StageFailures.Add(
        items,
        new KeyValuePair<string, object?>(FlowInstruments.StageTag, _options.Name),
        new KeyValuePair<string, object?>(FlowInstruments.ReasonTag, reason));
}
