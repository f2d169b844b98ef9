namespace Piwa.Kernels.Devices;

/// <summary>
/// Threads that share the items of a job. The caller works too, as worker 0, and returns when all items are done. Items are taken
/// from a common counter, so that no worker waits for another until the end.
/// </summary>
/// <remarks>
/// Owner of the state: the caller of <see cref="Run"/> writes job, count and counter before it wakes the workers; they only take
/// from the counter and report back through <see cref="_pending"/>.
/// </remarks>
internal sealed class HostWorkers : IDisposable
{
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim[] _wake;
    private readonly ManualResetEventSlim _done = new(initialState: true);
    private readonly Lock _running = new();
    private Action<int, int>? _job;
    private Exception? _failure;
    private int _count;
    private int _next;
    private int _pending;
    private volatile bool _stopping;

    /// <param name="workerCount">Workers, the caller included.</param>
    public HostWorkers(int workerCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workerCount, 1);
        _threads = new Thread[workerCount - 1];
        _wake = new SemaphoreSlim[workerCount - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _wake[i] = new SemaphoreSlim(0);
            _threads[i] = new Thread(() => Work(worker)) { Name = $"piwa-host-{worker}", IsBackground = true };
            _threads[i].Start();
        }
    }

    /// <summary>Workers, the caller included.</summary>
    public int Count => _threads.Length + 1;

    /// <summary>Runs <paramref name="action"/>(worker, item) for the items 0 .. <paramref name="itemCount"/> - 1.</summary>
    /// <remarks>The first exception of an item is thrown here, after the items under way have ended; the others are not begun.</remarks>
    public void Run(int itemCount, Action<int, int> action)
    {
        lock (_running)
        {
            _job = action;
            _failure = null;
            _count = itemCount;
            _next = 0;
            int helpers = Math.Min(_threads.Length, itemCount - 1);
            _pending = helpers;
            if (helpers > 0)
                _done.Reset();
            for (int i = 0; i < helpers; i++)
                _wake[i].Release();

            TakeItems(worker: 0);
            _done.Wait();
            _job = null;
            if (_failure is not null)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
        }
    }

    public void Dispose()
    {
        _stopping = true;
        foreach (SemaphoreSlim signal in _wake)
            signal.Release();
        foreach (Thread thread in _threads)
            thread.Join();
        foreach (SemaphoreSlim signal in _wake)
            signal.Dispose();
        _done.Dispose();
    }

    private void Work(int worker)
    {
        while (true)
        {
            _wake[worker - 1].Wait();
            if (_stopping)
                return;

            TakeItems(worker);
            if (Interlocked.Decrement(ref _pending) == 0)
                _done.Set();
        }
    }

    private void TakeItems(int worker)
    {
        int item;
        while ((item = Interlocked.Increment(ref _next) - 1) < _count)
        {
            try
            {
                _job!(worker, item);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, exception, null);
                Volatile.Write(ref _next, _count);
            }
        }
    }
}
