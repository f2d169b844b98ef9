namespace Piwa.Chain.Rpc;

/// <summary>How many requests a node still allows: a bucket of tokens that fills at a steady rate, closed while the node asks to be left
/// alone.</summary>
/// <remarks>
/// Kept as one time, that at which the bucket would be full (the generic cell rate algorithm): a token moves it on by one interval, and
/// whoever finds it further ahead than the bucket is deep waits for the difference, in order of arrival.
/// System.Threading.RateLimiting has no such closing and follows no TimeProvider. Safe to use from several threads.
/// </remarks>
internal sealed class RequestBudget(double? requestsPerSecond, int burst, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly TimeSpan _interval = requestsPerSecond is { } rate ? TimeSpan.FromSeconds(1 / rate) : TimeSpan.Zero;
    private DateTimeOffset _fullAt;
    private DateTimeOffset _closedUntil;

    /// <summary>How long a request would have to wait now.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (_gate)
                return WaitAt(clock.GetUtcNow());
        }
    }

    /// <summary>Lets no request pass for a while.</summary>
    public void Close(TimeSpan duration)
    {
        lock (_gate)
        {
            DateTimeOffset until = clock.GetUtcNow() + duration;
            if (until > _closedUntil)
                _closedUntil = until;
        }
    }

    /// <summary>Takes a token and waits until it counts.</summary>
    /// <returns>False, with nothing taken, if that would take longer than the caller waits.</returns>
    public async ValueTask<bool> TryTakeAsync(TimeSpan maximumWait, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            wait = WaitAt(now);
            if (wait > maximumWait)
                return false;
            _fullAt = (_fullAt > now ? _fullAt : now) + _interval;
        }

        // The node may have asked for a pause meanwhile.
        while (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
            lock (_gate)
                wait = _closedUntil - clock.GetUtcNow();
            if (wait > maximumWait)
                return false;
        }

        return true;
    }

    private TimeSpan WaitAt(DateTimeOffset now)
    {
        TimeSpan forToken = _fullAt - now - ((burst - 1) * _interval);
        TimeSpan forOpening = _closedUntil - now;
        TimeSpan wait = forToken > forOpening ? forToken : forOpening;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
