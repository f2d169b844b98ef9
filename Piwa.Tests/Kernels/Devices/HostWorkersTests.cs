using Piwa.Kernels.Devices;

namespace Piwa.Tests.Kernels.Devices;

public sealed class HostWorkersTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 5)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(3, 1000)]
    public void EveryItemRunsOnce(int workers, int items)
    {
        using var pool = new HostWorkers(workers);
        var runs = new int[items];
        for (int round = 1; round <= 3; round++)
        {
            pool.Run(items, (worker, item) =>
            {
                Assert.InRange(worker, 0, workers - 1);
                Interlocked.Increment(ref runs[item]);
            });
            Assert.All(runs, count => Assert.Equal(round, count));
        }
    }

    [Fact]
    public void TheFirstExceptionReachesTheCallerAndThePoolGoesOn()
    {
        using var pool = new HostWorkers(2);
        Assert.Throws<InvalidOperationException>(() => pool.Run(100, (_, item) =>
        {
            if (item == 3)
                throw new InvalidOperationException("third");
        }));

        int done = 0;
        pool.Run(10, (_, _) => Interlocked.Increment(ref done));
        Assert.Equal(10, done);
    }

    [Fact]
    public void WorkersRunAtTheSameTime()
    {
        using var pool = new HostWorkers(2);
        using var both = new Barrier(2);
        pool.Run(2, (_, _) => both.SignalAndWait(TestContext.Current.CancellationToken));
    }
}
