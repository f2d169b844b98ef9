namespace Piwa.Pipeline.Fleet;

/// <summary>Whether a run moves: a node keeps its leases only as long as it does, so that others get what a stuck one sits on.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="clock">The clock.</param>
internal sealed class RunMotion(TimeProvider clock) : IProgress<RunProgress>
{
    private long _movedAt = clock.GetTimestamp();
    private (long Admitted, long Sealed, long Completed, long Dead, int Losses) _position;

    /// <summary>How long it may stand still: more than any batch takes, as for a supervisor of the process.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether it does not move.</summary>
    public bool IsStuck => clock.GetElapsedTime(Volatile.Read(ref _movedAt)) > Patience;

    /// <summary>It has moved.</summary>
    public void Moved() => Volatile.Write(ref _movedAt, clock.GetTimestamp());

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        var position = (value.Admitted, value.Sealed, value.Completed, value.DeadLettered, value.DeviceLosses);
        if (position == _position)
            return;
        _position = position;
        Moved();
    }
}
