using Piwa.Pipeline.Flow;

namespace Piwa.Tests.Flow;

public sealed class LeasePoolTests
{
    private readonly Ledger _ledger = new();
    private readonly FlowRun _run = new();

    [Fact]
    public async Task PoolLendsWhatItHasAndNoMore()
    {
        using var pool = Make(2);
        var first = await pool.AcquireAsync("batch 0").Patiently();
        var second = await pool.AcquireAsync("batch 1").Patiently();
        Assert.Equal((0L, 1L), (first!.Value.Number, second!.Value.Number));
        Assert.Equal((2, 2), (pool.Count, pool.LiveCount));
        Assert.Equal(["batch 0", "batch 1"], pool.LiveOwners.Order());

        var third = pool.AcquireAsync("batch 2").AsTask();
        await Patience.LetOthersRunAsync();
        Assert.False(third.IsCompleted);
        first.Dispose();
        var lease = await third.Patiently();
        Assert.Equal(0L, lease!.Value.Number);
        Assert.Equal(["batch 1", "batch 2"], pool.LiveOwners.Order());
        lease.Owner = "batch 2 in shard";
        Assert.Equal(["batch 1", "batch 2 in shard"], pool.LiveOwners.Order());
        second.Dispose();
        lease.Dispose();
        Assert.Equal(0, pool.LiveCount);
    }

    [Fact]
    public async Task WhoAskedFirstIsServedFirst()
    {
        using var pool = Make(1);
        var held = await pool.AcquireAsync("holder").Patiently();
        var waiting = Enumerable.Range(0, 10).Select(i => pool.AcquireAsync($"{i}").AsTask()).ToArray();
        for (var i = 0; i < waiting.Length; i++)
        {
            Assert.All(waiting[i..], task => Assert.False(task.IsCompleted));
            held!.Dispose();
            held = await waiting[i].Patiently();
            Assert.Equal($"{i}", held!.Owner);
        }

        held!.Dispose();
    }

    // If the second dispose gave the resource back again, two owners would hold it.
    [Fact]
    public async Task SecondDisposeDoesNothing()
    {
        using var pool = Make(1);
        var first = await pool.AcquireAsync("first").Patiently();
        first!.Dispose();
        var second = await pool.AcquireAsync("second").Patiently();
        first.Dispose();
        Assert.Equal(1, pool.LiveCount);
        Assert.False(pool.AcquireAsync("third").AsTask().IsCompleted);
        Assert.Equal(0L, second!.Value.Number);
    }

    [Fact]
    public async Task UseAfterReturnThrows()
    {
        using var pool = Make(1);
        var lease = await pool.AcquireAsync("batch 7").Patiently();
        lease!.Dispose();
        var error = Assert.Throws<ObjectDisposedException>(() => lease.Value);
        Assert.Contains("batch 7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DrainEndsAllWaitingAndLendsNoMore()
    {
        using var pool = Make(1);
        var held = await pool.AcquireAsync("holder").Patiently();
        var waiting = Enumerable.Range(0, 3).Select(i => pool.AcquireAsync($"{i}").AsTask()).ToArray();
        _run.Drain.Request(DrainCause.Cancelled("the user"));
        foreach (var task in waiting)
            Assert.Null(await task.Patiently());
        held!.Dispose();
        Assert.Null(await pool.AcquireAsync("late").Patiently());
        Assert.Equal(0, pool.LiveCount);
    }

    [Fact]
    public async Task DisposingReleasesIdleResourcesNowAndLentOnesWhenTheyReturn()
    {
        var pool = Make(3);
        var lent = await pool.AcquireAsync("batch 0").Patiently();
        pool.Dispose();
        pool.Dispose();
        Assert.Equal(1, _ledger.Alive);
        Assert.Equal(["batch 0"], pool.LiveOwners);
        lent!.Dispose();
        Assert.Equal((0, 0, 0), (_ledger.Alive, _ledger.ReleasedAgain, pool.LiveCount));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.AcquireAsync("late").Patiently());
    }

    [Fact]
    public async Task DisposingEndsAllWaitingWithAnException()
    {
        var pool = Make(1);
        var held = await pool.AcquireAsync("holder").Patiently();
        var waiting = pool.AcquireAsync("waiter").AsTask();
        pool.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.Patiently());
        held!.Dispose();
        Assert.Equal(0, _ledger.Alive);
    }

    [Fact]
    public void PoolOfNothingIsRefused() =>
        Assert.Throws<ArgumentException>(() => new LeasePool<Ledger.Thing>(_run, "empty", []));

    // Many owners at once, some of which dispose twice: nobody ever shares a resource, and all come back.
    [Fact]
    public async Task NoResourceHasTwoOwnersAtOnce()
    {
        const int Resources = 3, Workers = 8, Rounds = 300;
        using var pool = Make(Resources);
        var holders = new int[Resources];
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                var lease = (await pool.AcquireAsync($"{worker}"))!;
                var number = lease.Value.Number;
                Assert.Equal(1, Interlocked.Increment(ref holders[number]));
                await Task.Yield();
                Assert.Equal(0, Interlocked.Decrement(ref holders[number]));
                lease.Dispose();
                if (round % 3 == 0)
                    lease.Dispose();
            }
        }))).Patiently();
        Assert.Equal(0, pool.LiveCount);
    }

    private LeasePool<Ledger.Thing> Make(int count) =>
        new(_run, "device", [.. Enumerable.Range(0, count).Select(i => _ledger.Make(i))]);
}
