namespace Piwa.Tests.Chain.Minting.Schedules;

/// <summary>A clock on which waiting takes no time: whoever waits moves it on, at once and on the same thread, so that a run is the
/// same each time.</summary>
internal sealed class SimulatedClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>The wait at which the process dies, counted down; negative for none.</summary>
    public int WaitsLeft { get; set; } = -1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;

    public void Advance(TimeSpan by) => _now += by;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= TimeSpan.Zero)
        {
            if (WaitsLeft >= 0 && WaitsLeft-- == 0)
                throw new ProcessDiedException();
            Advance(dueTime);
            callback(state);
        }

        return new Elapsed();
    }

    private sealed class Elapsed : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException("Nothing here sets a timer twice.");

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
