using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Fleet;

/// <summary>Says when nodes may ask again that found nothing to do: each gets a turn of its own, so many a second.</summary>
/// <remarks>
/// Ten thousand nodes that asked every 5 seconds would be 2,000 requests a second for nothing; with 100 turns a second each asks every 100
/// seconds. Work does not wait so long: of those who have nothing, one asks each hundredth of a second, whoever it is. k units that become free
/// at once are all taken after k / 100 seconds, or sooner, since who has got something asks on. Thread-safe.
/// </remarks>
/// <param name="turnsPerSecond">Turns in a second.</param>
/// <param name="shortest">The shortest pause.</param>
internal sealed class FleetPauses(int turnsPerSecond, TimeSpan shortest)
{
    /// <summary>Nobody is sent away for longer: a fleet may have become smaller meanwhile. Beyond 30,000 nodes there are more requests instead.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private DateTimeOffset _last;

    /// <summary>How long a node waits: as it was told, within reason, and up to a tenth longer, each by its wallet.</summary>
    /// <param name="seconds">What it was told.</param>
    /// <param name="shortest">The shortest pause.</param>
    /// <param name="node">The node.</param>
    public static TimeSpan Kept(double seconds, TimeSpan shortest, PublicKey node)
    {
        const double Spread = 0.1;
        TimeSpan told = TimeSpan.FromSeconds(Math.Clamp(seconds, shortest.TotalSeconds, Longest.TotalSeconds));
        return told * (1 + (Spread * node.ToArray()[0] / byte.MaxValue));
    }

    /// <summary>The next turn.</summary>
    /// <param name="now">The time.</param>
    /// <returns>How long it is until then.</returns>
    public TimeSpan Next(DateTimeOffset now)
    {
        lock (_gate)
        {
            DateTimeOffset turn = _last + TimeSpan.FromSeconds(1.0 / turnsPerSecond);
            if (turn < now + shortest)
                turn = now + shortest;
            if (turn > now + Longest)
                return Longest;
            _last = turn;
            return turn - now;
        }
    }
}
