namespace Piwa.Pipeline.Flow;

/// <summary>
/// Waits for what mends itself: a service that is away, a disk that is full. What waits is told; stages before it go on until their
/// queues are full. Ends with the run, which has some seconds more for what is under way.
/// </summary>
/// <remarks>Thread-safe. Disposed after the graph has completed.</remarks>
internal sealed class Patience : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<string> _reasons = [];
    private readonly TimeProvider _clock;
    private readonly DrainSignal _drain;
    private readonly Action<string> _tell;
    private readonly CancellationTokenSource _grace;
    private readonly CancellationTokenRegistration _stopping;
    private TimeSpan _waited;
    private long _waitsSince;

    /// <param name="clock">The clock.</param>
    /// <param name="drain">Says when the run stops.</param>
    /// <param name="grace">How long work that is under way may take then.</param>
    /// <param name="tell">Told why something begins to wait, once for each time.</param>
    public Patience(TimeProvider clock, DrainSignal drain, TimeSpan grace, Action<string> tell)
    {
        _clock = clock;
        _drain = drain;
        _tell = tell;
        _grace = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _stopping = drain.Token.UnsafeRegister(_ => _grace.CancelAfter(grace), null);
    }

    /// <summary>Why something waits now; null if nothing does.</summary>
    public string? Reason
    {
        get
        {
            lock (_lock)
                return _reasons.Count == 0 ? null : _reasons[0];
        }
    }

    /// <summary>How long something has waited so far; while several things wait time counts once.</summary>
    public TimeSpan Waited
    {
        get
        {
            lock (_lock)
                return _waited + (_reasons.Count == 0 ? TimeSpan.Zero : _clock.GetElapsedTime(_waitsSince));
        }
    }

    /// <summary>Does work that finds a service away, until it does not.</summary>
    /// <param name="work">The work, which may be done again; its token ends some seconds after the run was stopped.</param>
    /// <param name="reasonOf">What to wait for after an exception; null for one that waiting does not mend.</param>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task RetryAsync(Func<CancellationToken, Task> work, Func<Exception, string?> reasonOf)
    {
        string? reason = null;
        try
        {
            for (TimeSpan pause = FirstPause; ; pause = Longer(pause))
            {
                try
                {
                    await work(_grace.Token).ConfigureAwait(false);
                    return;
                }
                catch (Exception fault) when (reasonOf(fault) is { } found)
                {
                    Replace(ref reason, found);
                }

                await Task.Delay(pause, _clock, _drain.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            Replace(ref reason, null);
        }
    }

    /// <summary>Waits until there is no reason to.</summary>
    /// <param name="reasonToWait">Looks for one.</param>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task WaitAsync(Func<string?> reasonToWait)
    {
        string? reason = null;
        try
        {
            for (TimeSpan pause = FirstPause; reasonToWait() is { } found; pause = Longer(pause))
            {
                Replace(ref reason, found);
                await Task.Delay(pause, _clock, _drain.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            Replace(ref reason, null);
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _grace.Dispose();
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    private void Replace(ref string? reason, string? next)
    {
        bool isNew = reason is null && next is not null;
        lock (_lock)
        {
            bool waits = _reasons.Count > 0;
            if (reason is not null)
                _reasons.Remove(reason);
            if (next is not null)
                _reasons.Add(next);
            if (!waits)
                _waitsSince = _clock.GetTimestamp();
            else if (_reasons.Count == 0)
                _waited += _clock.GetElapsedTime(_waitsSince);
        }

        reason = next;
        if (isNew)
            _tell(next!);
    }
}
