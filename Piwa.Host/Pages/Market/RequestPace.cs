namespace Piwa.Host.Pages.Market;

/// <summary>How fast each of many may ask: so many at once, and as many again in each minute.</summary>
/// <remarks>A bucket of tokens for each who asks; those that are full again are forgotten. Thread-safe.</remarks>
/// <param name="perMinute">Requests of one in a minute.</param>
/// <param name="clock">The clock.</param>
/// <param name="most">How many are known at once; while there are so many, others are refused.</param>
internal sealed class RequestPace(int perMinute, TimeProvider clock, int most = RequestPace.DefaultMost)
{
    private const int DefaultMost = 100_000;

    private static readonly TimeSpan Full = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _cost = Full / perMinute;
    private readonly Lock _gate = new();

    // When each one's bucket will be full.
    private readonly Dictionary<string, DateTimeOffset> _full = [];

    /// <summary>Lets a request pass.</summary>
    /// <param name="who">Who asks.</param>
    /// <returns>How long to wait; null if it passes.</returns>
    public TimeSpan? Take(string who)
    {
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            DateTimeOffset full = _full.TryGetValue(who, out DateTimeOffset known) && known > now ? known : now;
            if (full + _cost - now > Full)
                return full + _cost - now - Full;
            if (_full.Count >= most && !_full.ContainsKey(who) && !Forget(now))
                return Full;
            _full[who] = full + _cost;
            return null;
        }
    }

    private bool Forget(DateTimeOffset now)
    {
        foreach ((string who, DateTimeOffset full) in _full)
        {
            if (full <= now)
                _full.Remove(who);
        }

        return _full.Count < most;
    }
}
