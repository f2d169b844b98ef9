using Piwa.Pipeline.Flow;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Flow;

/// <summary>How long a run waited is told, once for all that waits.</summary>
public sealed class WaitedTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TimeInWhichSomethingWaitsCountsOnce()
    {
        WatchedClock clock = new();
        FlowRun run = new();
        using Piwa.Pipeline.Flow.Patience patience = new(clock, run.Drain, Second, _ => { });
        Assert.Equal(TimeSpan.Zero, patience.Waited);
        bool isFull = true, isAway = true;
        Task disk = patience.WaitAsync(() => isFull ? "the disk is full" : null);
        Task oracle = patience.RetryAsync(_ => isAway ? throw new TimeoutException() : Task.CompletedTask, fault => fault.GetType().Name);
        await clock.WaitForAsync(Second, Stop);
        await clock.WaitForAsync(Second, Stop);
        isFull = false;
        clock.Advance(Second);
        await disk.Patiently();
        await clock.WaitForAsync(2 * Second, Stop);
        isAway = false;
        clock.Advance(2 * Second);
        await oracle.Patiently();
        Assert.Equal(3 * Second, patience.Waited);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(3 * Second, patience.Waited);
    }
}
