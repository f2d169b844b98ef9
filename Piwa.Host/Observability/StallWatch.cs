namespace Piwa.Host.Observability;

/// <summary>Whether something hangs.</summary>
/// <param name="clock">The clock.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class StallWatch(TimeProvider clock)
{
    /// <summary>What has not moved for so long hangs.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private long _movedAt = clock.GetTimestamp();

    /// <summary>It has moved.</summary>
    public void Moved() => Volatile.Write(ref _movedAt, clock.GetTimestamp());

    /// <summary>Why the process should be started anew; null if it should not.</summary>
    public string? FindStall()
    {
        TimeSpan still = clock.GetElapsedTime(Volatile.Read(ref _movedAt));
        return still < Longest ? null : $"nothing has moved for {(int)still.TotalSeconds} seconds";
    }
}
