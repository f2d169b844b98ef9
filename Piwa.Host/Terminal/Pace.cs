namespace Piwa.Host.Terminal;

/// <summary>When the next plain line is due: every few seconds at first, then every minute, so that the log of a week can be read.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class Pace
{
    private static readonly TimeSpan Beginning = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private TimeSpan _next = Short;

    /// <summary>Whether a line is due; if so, the next one is some time later.</summary>
    /// <param name="elapsed">Time since the work began.</param>
    public bool IsDue(TimeSpan elapsed)
    {
        if (elapsed < _next)
            return false;
        _next = elapsed + (elapsed < Beginning ? Short : Long);
        return true;
    }
}
