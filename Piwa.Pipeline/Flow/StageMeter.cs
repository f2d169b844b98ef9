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
    private Func<int>? _waiting;
    private long _failures;

    public StageMeter(StageOptions options, FlowInstruments instruments, TimeProvider time)
    {
        _options = options;
        _instruments = instruments;
        _time = time;
    }

    public StageReport Report => new(
        _options.Name, _options.Capacity, _options.Parallelism, TimeSpan.FromTicks(Interlocked.Read(ref _busyTicks)),
        Interlocked.Read(ref _worked), Interlocked.Read(ref _passed), _waiting?.Invoke() ?? 0, Interlocked.Read(ref _failures));

    /// <summary>Says how to ask for the length of the stage's queue; before any item comes.</summary>
    public void Watch(Func<int> waiting) => _waiting = waiting;

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
