using Piwa.Pipeline.Flow;

namespace Piwa.Tests.Flow;

public sealed class LaneSchedulerTests
{
    [Fact]
    public async Task TasksRunInOrderOnOneThreadByTheNameOfTheLane()
    {
        var seen = new List<(int Number, int Thread, string? Name)>();
        using var lane = new LaneScheduler("gpu 0 lane 1");
        var tasks = Enumerable.Range(0, 50).Select(i => StartOn(
            lane, () => seen.Add((i, Environment.CurrentManagedThreadId, Thread.CurrentThread.Name))));
        await Task.WhenAll(tasks.ToArray()).Patiently();
        Assert.Equal(Enumerable.Range(0, 50), seen.Select(entry => entry.Number));
        Assert.Single(seen.Select(entry => entry.Thread).Distinct());
        Assert.All(seen, entry => Assert.Equal("gpu 0 lane 1", entry.Name));
        Assert.Equal(1, lane.MaximumConcurrencyLevel);
    }

    [Fact]
    public async Task TaskThatThrowsDoesNotEndTheLane()
    {
        using var lane = new LaneScheduler("lane");
        var failed = StartOn(lane, () => throw new InvalidOperationException("kernel"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => failed.Patiently());
        await StartOn(lane, () => { }).Patiently();
    }

    [Fact]
    public async Task OtherThreadsDoNotDoTheWorkOfTheLane()
    {
        using var lane = new LaneScheduler("lane");
        using var gate = new ManualResetEventSlim();
        var blocked = StartOn(lane, gate.WaitPatiently);
        var thread = string.Empty;
        var task = new Task(() => thread = Thread.CurrentThread.Name);
        // RunSynchronously asks the scheduler to run the task on this thread, which it must not.
        var synchronous = StartOn(TaskScheduler.Default, () => task.RunSynchronously(lane));
        gate.Set();
        await Task.WhenAll(blocked, synchronous, task).Patiently();
        Assert.Equal("lane", thread);
    }

    [Fact]
    public async Task DisposingFinishesWhatIsQueuedAndEndsTheThread()
    {
        var lane = new LaneScheduler("lane");
        using var gate = new ManualResetEventSlim();
        Thread? thread = null;
        var first = StartOn(lane, () =>
        {
            thread = Thread.CurrentThread;
            gate.WaitPatiently();
        });
        var second = StartOn(lane, () => { });
        gate.Set();
        lane.Dispose();
        Assert.True(first.IsCompletedSuccessfully && second.IsCompletedSuccessfully);
        Assert.False(thread!.IsAlive);
        lane.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => StartOn(lane, () => { }));
    }

    [Fact]
    public async Task LaneDoesNotWaitForItself()
    {
        using var lane = new LaneScheduler("lane");
        var suicide = StartOn(lane, lane.Dispose);
        await Assert.ThrowsAsync<InvalidOperationException>(() => suicide.Patiently());
    }

    private static Task StartOn(TaskScheduler scheduler, Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.None, scheduler);
}
