using System.Collections.Concurrent;

namespace Piwa.Pipeline.Flow;

/// <summary>Runs tasks one after the other on one thread of its own, by the name of the lane: what a device context is bound to.</summary>
/// <remarks>
/// Thread-safe. Dispose it after the graph has completed; it then finishes what is queued and ends the thread. Blocking that thread is
/// what it is for.
/// </remarks>
internal sealed class LaneScheduler : TaskScheduler, IDisposable
{
    // No bound of its own: a block queues at most a few tasks at a time, and has a bound.
    private readonly BlockingCollection<Task> _tasks = [];
    private readonly Thread _thread;
    private bool _disposed;

    public LaneScheduler(string name)
    {
        // A background thread: a lane whose device hangs must not keep the process alive.
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    public override int MaximumConcurrencyLevel => 1;

    public string Name => _thread.Name!;

    public void Dispose()
    {
        if (Thread.CurrentThread == _thread)
            throw new InvalidOperationException($"Lane '{_thread.Name}' cannot wait for its own end.");
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        _tasks.CompleteAdding();
        _thread.Join();
        _tasks.Dispose();
    }

    protected override void QueueTask(Task task) => _tasks.Add(task);

    /// <summary>Only on the lane itself, and only what is not queued: the queue keeps its order.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        Thread.CurrentThread == _thread && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => _tasks.ToArray();

    private void Run()
    {
        foreach (var task in _tasks.GetConsumingEnumerable())
            TryExecuteTask(task);
    }
}
