namespace Piwa.Pipeline.Flow;

/// <summary>
/// A fixed set of resources, lent one by one: what bounds memory. Whoever has to wait is served in the order of asking.
/// </summary>
/// <remarks>
/// <para>
/// Thread-safe; one lock, under which nothing is called. Acquire at admission, before an item enters the graph: a stage that waited
/// for a lease while the leases wait in its own queue would wait for ever. For the same reason no lease crosses an accumulating stage.
/// </para>
/// <para>The pool owns the resources and disposes those that can be: the idle ones with itself, the lent ones as they return.</para>
/// </remarks>
internal sealed class LeasePool<T> : IDisposable
    where T : class
{
    private readonly Lock _lock = new();
    private readonly FlowRun _run;
    private readonly Stack<T> _idle;
    private readonly LinkedList<Waiter> _waiters = [];
    private readonly HashSet<Lease<T>> _live = [];
    private readonly CancellationTokenRegistration _drained;
    private bool _disposed;

    /// <param name="run">Its drain ends all waiting.</param>
    /// <param name="name">For messages and telemetry.</param>
    /// <param name="resources">At least one. Taken over. The first is lent first.</param>
    public LeasePool(FlowRun run, string name, IReadOnlyList<T> resources)
    {
        if (resources.Count == 0)
            throw new ArgumentException($"Expected at least one resource for pool '{name}'.", nameof(resources));
        _run = run;
        Name = name;
        Count = resources.Count;
        _idle = new Stack<T>(resources.Reverse());
        _drained = run.Drain.Token.UnsafeRegister(static pool => ((LeasePool<T>)pool!).EndWaiting(null), this);
    }

    public string Name { get; }

    /// <summary>Resources of the pool, lent or not.</summary>
    public int Count { get; }

    /// <summary>Leases that have not been given back.</summary>
    public int LiveCount
    {
        get
        {
            lock (_lock)
                return _live.Count;
        }
    }

    /// <summary>The owners of the leases that have not been given back.</summary>
    public IReadOnlyList<string> LiveOwners
    {
        get
        {
            lock (_lock)
                return [.. _live.Select(lease => lease.Owner)];
        }
    }

    /// <summary>Waits for a resource.</summary>
    /// <param name="owner">Who asks, for reports: an item, a stage.</param>
    /// <returns>The lease, to be disposed by the caller; null if the run is draining, now or while waiting.</returns>
    /// <exception cref="ObjectDisposedException">The pool is disposed, now or while waiting.</exception>
    public async ValueTask<Lease<T>?> AcquireAsync(string owner)
    {
        var start = _run.Time.GetTimestamp();
        var lease = await EnterAsync(owner).ConfigureAwait(false);
        try
        {
            _run.Instruments.LeaseWait.Record(
                _run.Time.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>(FlowInstruments.PoolTag, Name));
        }
        catch (Exception listener)
        {
            // The lease must not be lost because a listener of telemetry threw.
            _run.Drain.Request(DrainCause.Failed("telemetry", listener));
        }

        return lease;
    }

    public void Dispose()
    {
        List<T> idle;
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            idle = [.. _idle];
            _idle.Clear();
        }

        _drained.Dispose();
        EndWaiting(new ObjectDisposedException(nameof(LeasePool<>), $"Pool '{Name}' was disposed while someone waited for a lease."));
        foreach (var resource in idle)
            (resource as IDisposable)?.Dispose();
    }

    /// <summary>Takes a resource back: to the one who has waited longest, or to the idle ones.</summary>
    internal void Return(Lease<T> lease, T resource)
    {
        Waiter? next = null;
        Lease<T>? handed = null;
        var dispose = false;
        lock (_lock)
        {
            _live.Remove(lease);
            if (_disposed)
                dispose = true;
            else if (_waiters.First is { } first)
            {
                next = first.Value;
                _waiters.RemoveFirst();
                handed = Lend(resource, next.Owner);
            }
            else
                _idle.Push(resource);
        }

        next?.Source.SetResult(handed);
        if (dispose)
            (resource as IDisposable)?.Dispose();
    }

    private ValueTask<Lease<T>?> EnterAsync(string owner)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            // Under the lock: a drain from here on ends the waiting of everyone in the list.
            if (_run.Drain.IsRequested)
                return ValueTask.FromResult<Lease<T>?>(null);
            if (_idle.TryPop(out var resource))
                return ValueTask.FromResult<Lease<T>?>(Lend(resource, owner));
            var waiter = new Waiter(owner);
            _waiters.AddLast(waiter);
            return new ValueTask<Lease<T>?>(waiter.Source.Task);
        }
    }

    private Lease<T> Lend(T resource, string owner)
    {
        var lease = new Lease<T>(this, resource, owner);
        _live.Add(lease);
        return lease;
    }

    /// <summary>Sends all who wait away, with null or with an exception.</summary>
    private void EndWaiting(Exception? exception)
    {
        List<Waiter> waiters;
        lock (_lock)
        {
            waiters = [.. _waiters];
            _waiters.Clear();
        }

        foreach (var waiter in waiters)
            if (exception is null)
                waiter.Source.SetResult(null);
            else
                waiter.Source.SetException(exception);
    }

    private sealed record Waiter(string Owner)
    {
        // Continuations never run on the thread that gives a lease back: it may be a lane.
        public TaskCompletionSource<Lease<T>?> Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
