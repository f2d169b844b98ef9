using Piwa.Pipeline.Flow;

namespace Piwa.Tests.Flow;

public sealed class AdmissionTests
{
    private readonly Ledger _ledger = new();
    private readonly FlowRun _run = new();

    // A full block refuses Post with a false that nobody sees.
    [Fact]
    public async Task SubmittingWaitsWhileTheGraphIsFullAndLosesNothing()
    {
        using var gate = new ManualResetEventSlim();
        var sink = Stage.Sink<Ledger.Thing>(_run, new("sink") { Capacity = 2 }, _ => gate.WaitPatiently());
        var admission = new Admission<Ledger.Thing>(_run, sink);
        Assert.True(await admission.SubmitAsync(0, _ledger.Make()).Patiently());
        Assert.True(await admission.SubmitAsync(1, _ledger.Make()).Patiently());
        var third = admission.SubmitAsync(2, _ledger.Make()).AsTask();
        await Patience.LetOthersRunAsync();
        Assert.False(third.IsCompleted);
        gate.Set();
        Assert.True(await third.Patiently());
        admission.Complete();
        await sink.Completion.Patiently();
        Assert.Equal((3, 3), (_run.Admitted, _run.Completed));
        Assert.Equal((0, 0), (_ledger.Alive, _ledger.ReleasedAgain));
    }

    [Fact]
    public async Task DrainClosesTheDoorAndReleasesWhoStandsBeforeIt()
    {
        var sink = Stage.Sink<Ledger.Thing>(_run, new("sink"), _ => { });
        var admission = new Admission<Ledger.Thing>(_run, sink);
        _run.Drain.Request(DrainCause.Cancelled("the user"));
        var thing = _ledger.Make();
        Assert.False(await admission.SubmitAsync(0, thing).Patiently());
        Assert.True(thing.IsReleased);
        Assert.Equal(0, _run.Admitted);
    }

    [Fact]
    public async Task RefusedItemThatThrowsWhenReleasedDoesNotBreakTheLoopOfTheCaller()
    {
        var sink = Stage.Sink<Ledger.Thing>(_run, new("sink"), _ => { });
        var admission = new Admission<Ledger.Thing>(_run, sink);
        _run.Drain.Request(DrainCause.Cancelled("the user"));
        Assert.False(await admission.SubmitAsync(0, _ledger.Make(0, throwsWhenReleased: true)).Patiently());
        Assert.Equal((0, 0), (_run.Admitted, _ledger.Alive));
    }

    [Fact]
    public async Task WhoIsWaitingWhenTheDrainBeginsStillGetsThrough()
    {
        using var entered = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var sink = Stage.Sink<Ledger.Thing>(_run, new("sink") { Capacity = 1 }, _ =>
        {
            entered.Set();
            gate.WaitPatiently();
        });
        var admission = new Admission<Ledger.Thing>(_run, sink);
        Assert.True(await admission.SubmitAsync(0, _ledger.Make()).Patiently());
        entered.WaitPatiently();
        var second = admission.SubmitAsync(1, _ledger.Make()).AsTask();
        _run.Drain.Request(DrainCause.Cancelled("the user"));
        gate.Set();
        Assert.True(await second.Patiently());
        admission.Complete();
        await sink.Completion.Patiently();
        Assert.Equal((2, 1, 1), (_run.Admitted, _run.Completed, _run.DeadLettered));
        Assert.Equal((0, 0), (_ledger.Alive, _ledger.ReleasedAgain));
    }

    [Fact]
    public async Task RefusalOfACompletedGraphIsNotSilent()
    {
        var sink = Stage.Sink<Ledger.Thing>(_run, new("sink"), _ => { });
        var admission = new Admission<Ledger.Thing>(_run, sink);
        admission.Complete();
        await sink.Completion.Patiently();
        Assert.False(await admission.SubmitAsync(0, _ledger.Make()).Patiently());
        Assert.Equal((0, 0), (_run.Admitted, _ledger.Alive));
        Assert.Equal(("admission", DrainReason.Failed), (_run.Drain.Cause!.Source, _run.Drain.Cause.Reason));
    }

    // Without a window, items that are done wait without bound behind one that is not.
    [Fact]
    public async Task WindowBoundsWhatWaitsBehindASlowItem()
    {
        using var gate = new ManualResetEventSlim();
        var window = new ReorderWindow(_run, 0, 3);
        var seal = Stage.Transform<Ledger.Thing, Ledger.Thing>(_run, new("seal") { Capacity = 2, Parallelism = 2 }, thing =>
        {
            if (thing.Number == 0)
                gate.WaitPatiently();
            return thing;
        });
        var shard = Stage.Accumulate(
            _run, new AccumulateOptions("shard") { InOrder = window }, () => new CountAccumulator<Ledger.Thing>(2));
        var order = new List<long>();
        var sink = Stage.Sink<Collected<Ledger.Thing>>(
            _run, new("sink"), group => order.AddRange(group.Items.Select(thing => thing.Number)));
        seal.LinkTo(shard, Stage.Link);
        shard.LinkTo(sink, Stage.Link);

        var admission = new Admission<Ledger.Thing>(_run, seal, window);
        for (var id = 0; id < 3; id++)
            Assert.True(await admission.SubmitAsync(id, _ledger.Make(id)).Patiently());
        while (seal.InputCount + seal.OutputCount > 0)
            await Task.Yield();
        // Two are in the stage that takes them in order, and there is room for more everywhere; only the window is full.
        var fourth = admission.SubmitAsync(3, _ledger.Make(3)).AsTask();
        await Patience.LetOthersRunAsync();
        Assert.False(fourth.IsCompleted);
        gate.Set();
        Assert.True(await fourth.Patiently());
        admission.Complete();
        await sink.Completion.Patiently();
        Assert.Equal([0L, 1, 2, 3], order);
        Assert.Equal((0, 0), (_ledger.Alive, _ledger.ReleasedAgain));
    }

    [Fact]
    public async Task DrainEndsTheWaitForTheWindow()
    {
        var window = new ReorderWindow(_run, 0, 1);
        Assert.True(await window.EnterAsync().Patiently());
        var waiting = window.EnterAsync().AsTask();
        await Patience.LetOthersRunAsync();
        Assert.False(waiting.IsCompleted);
        _run.Drain.Request(DrainCause.Cancelled("the user"));
        Assert.False(await waiting.Patiently());
        Assert.False(await window.EnterAsync().Patiently());
    }

    [Fact]
    public void WindowOfNoSizeIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReorderWindow(_run, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReorderWindow(_run, -1, 1));
    }
}
