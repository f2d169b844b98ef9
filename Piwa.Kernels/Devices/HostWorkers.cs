namespace Piwa.Kernels.Devices;

/// <summary>
/// Threads that share the items of a job. The caller works too, as worker 0, and returns when all items are done. Items are taken
/// from a common counter, so that no worker waits for another until the end.
/// </summary>
/// <remarks>
/// Owner of the state: the caller of <see cref="Run"/> writes job, count and counter before it wakes the workers; they only take
/// from the counter and report back through <see cref="pending"/>.
/// </remarks>
internal sealed class HostWorkers : IDisposable
{
    private readonly Thread[] threads;
    private readonly SemaphoreSlim[] wake;
    private readonly ManualResetEventSlim done = new(initialState: true);
    private readonly Lock running = new();
    private Action<int, int>? job;
    private Exception? failure;
    private int count;
    private int next;
    private int pending;
    private volatile bool stopping;

    /// <param name="workerCount">Workers, the caller included.</param>
    public HostWorkers(int workerCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workerCount, 1);
        threads = new Thread[workerCount - 1];
        wake = new SemaphoreSlim[workerCount - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            int worker = i + 1;
            wake[i] = new SemaphoreSlim(0);
            threads[i] = new Thread(() => Work(worker)) { Name = $"piwa-host-{worker}", IsBackground = true };
            threads[i].Start();
        }
    }

    /// <summary>Workers, the caller included.</summary>
    public int Count => threads.Length + 1;

    /// <summary>Runs <paramref name="action"/>(worker, item) for the items 0 .. <paramref name="itemCount"/> - 1.</summary>
    /// <remarks>The first exception of an item is thrown here, after the items under way have ended; the others are not begun.</remarks>
    public void Run(int itemCount, Action<int, int> action)
    {
        lock (running)
        {
            job = action;
            failure = null;
            count = itemCount;
            next = 0;
            int helpers = Math.Min(threads.Length, itemCount - 1);
            pending = helpers;
            if (helpers > 0)
                done.Reset();
            for (int i = 0; i < helpers; i++)
                wake[i].Release();

            TakeItems(worker: 0);
            done.Wait();
            job = null;
            if (failure is not null)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    public void Dispose()
    {
        stopping = true;
        foreach (SemaphoreSlim signal in wake)
            signal.Release();
        foreach (Thread thread in threads)
            thread.Join();
        foreach (SemaphoreSlim signal in wake)
            signal.Dispose();
        done.Dispose();
    }

    private void Work(int worker)
    {
        while (true)
        {
            wake[worker - 1].Wait();
            if (stopping)
                return;

            TakeItems(worker);
            if (Interlocked.Decrement(ref pending) == 0)
                done.Set();
        }
    }

    private void TakeItems(int worker)
    {
        int item;
        while ((item = Interlocked.Increment(ref next) - 1) < count)
        {
            try
            {
                job!(worker, item);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, exception, null);
                Volatile.Write(ref next, count);
            }
        }
    }
}
