namespace Piwa.Pipeline.Flow;

/// <summary>Measures one stage, for telemetry and for the report. Thread-safe.</summary>
internal sealed class StageMeter
{
    private readonly StageOptions _options;
    private readonly FlowInstruments _instruments;
    private readonly TimeProvider _time;
    private long _busyTicks;
    private long _worked;
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
                Interlocked.Read(ref _worked), Interlocked.Read(ref _failures), waiting, leaving, (_options.Scheduler as LaneScheduler)?.Name);
        }
    }

    /// <summary>Says how to count what waits before and behind the stage's body.</summary>
    public void Watch(Func<(int Waiting, int Leaving)> queues) => Volatile.Write(ref _queues, queues);

    public long Start() => _time.GetTimestamp();

    public void Stop(long start)
    {
        var elapsed = _time.GetElapsedTime(start);
        Interlocked.Add(ref _busyTicks, elapsed.Ticks);
        Interlocked.Increment(ref _worked);
        _instruments.StageDuration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>(FlowInstruments.StageTag, _options.Name));
    }

    public void CountFailure(Failure failure)
    {
        Interlocked.Add(ref _failures, failure.Ids.Count);
        _instruments.StageFailures.Add(
            failure.Ids.Count,
            new KeyValuePair<string, object?>(FlowInstruments.StageTag, _options.Name),
            new KeyValuePair<string, object?>(FlowInstruments.ReasonTag, failure.IsDrained ? "drained" : "failed"));
    }
}
