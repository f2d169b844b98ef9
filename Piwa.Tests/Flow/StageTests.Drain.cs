using System.Collections.Concurrent;
using Piwa.Pipeline.Flow;

namespace Piwa.Tests.Flow;

/// <content>Runs that end before their work does.</content>
public sealed partial class StageTests
{
    // A fault or a cancelled token of a block would drop the queue without releasing anything.
    [Fact]
    public async Task DrainReleasesWhatIsQueuedAndAccountsForIt()
    {
        using var entered = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var worked = new ConcurrentQueue<long>();
        var stage = Stage.Transform<Ledger.Thing, Ledger.Thing>(_run, new("render") { Capacity = 10 }, thing =>
        {
            entered.Set();
            gate.WaitPatiently();
            worked.Enqueue(thing.Number);
            return thing;
        });
        var sink = Stage.Sink<Ledger.Thing>(_run, new("sink"), _ => { });
        stage.LinkTo(sink, Stage.Link);
        await SubmitAsync(stage, 10);
        entered.WaitPatiently();
        Assert.True(_run.Drain.Request(DrainCause.Failed("watchdog", new TimeoutException("device lost"))));
        gate.Set();
        await sink.Completion.Patiently();

        // The first one was being worked on. It made it through that stage, and was drained in the next one.
        Assert.Equal([0L], worked);
        Assert.Equal((10, 0, 10), (_run.Admitted, _run.Completed, _run.DeadLettered));
        Assert.Equal(("sink", 9), (_dead.Single(f => f.Ids.First == 0).Stage, _dead.Count(f => f.Stage == "render")));
        Assert.All(_dead, failure =>
        {
            Assert.True(failure.IsDrained);
            Assert.Same(_run.Drain.Cause, Assert.IsType<DrainedException>(failure.Exception).Cause);
        });
        AssertAllReleasedOnce();
    }

    [Fact]
    public async Task WorkThatStopsHalfWayBecauseOfTheDrainIsDrained()
    {
        var entered = new TaskCompletionSource();
        var stage = Stage.TransformAsync<Ledger.Thing, Ledger.Thing>(_run, new("upload"), async thing =>
        {
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, _run.Drain.Token);
            return thing;
        });
        var sink = Stage.Sink<Ledger.Thing>(_run, new("sink"), _ => { });
        stage.LinkTo(sink, Stage.Link);
        await SubmitAsync(stage, 1);
        await entered.Task.Patiently();
        _run.Drain.Request(DrainCause.Cancelled("the user"));
        await sink.Completion.Patiently();
        Assert.True(Assert.Single(_dead).IsDrained);
        AssertAllReleasedOnce();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AStageThatFinishesWhenCancelledWorksOnUnlessTheRunFailed(bool fails)
    {
        using var entered = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var sink = Stage.Sink<Ledger.Thing>(_run, new("mint") { FinishesWhenCancelled = true }, _ =>
        {
            entered.Set();
            gate.WaitPatiently();
        });
        await SubmitAsync(sink, 5);
        entered.WaitPatiently();
        _run.Drain.Request(fails ? DrainCause.Failed("watchdog", new TimeoutException("device lost")) : DrainCause.Cancelled("the user"));
        gate.Set();
        await sink.Completion.Patiently();
        Assert.Equal(fails ? (1, 4) : (5, 0), (_run.Completed, _run.DeadLettered));
        AssertAllReleasedOnce();
    }

    [Fact]
    public async Task RunFailureDrainsTheRunWithTheStageAsItsSource()
    {
        var run = new FlowRun(_dead.Enqueue, isRunFailure: exception => exception is TimeoutException);
        using var gate = new ManualResetEventSlim();
        var stage = Stage.Transform<Ledger.Thing, Ledger.Thing>(run, new("render") { Capacity = 6 }, thing =>
        {
            gate.WaitPatiently();
            return thing.Number switch
            {
                1 => throw new FormatException("bad mesh"),
                3 => throw new TimeoutException("device lost"),
                _ => thing,
            };
        });
        var sink = Stage.Sink<Ledger.Thing>(run, new("sink") { Capacity = 6 }, _ => { });
        await SubmitAsync(stage, 6, run);
        gate.Set();
        await WhenWaitingAsync(stage, 6);
        stage.LinkTo(sink, Stage.Link);
        await sink.Completion.Patiently();

        Assert.Equal(("render", DrainReason.Failed), (run.Drain.Cause!.Source, run.Drain.Cause.Reason));
        Assert.IsType<TimeoutException>(run.Drain.Cause.Exception);
        Assert.Equal((6, 0, 6), (run.Admitted, run.Completed, run.DeadLettered));
        Assert.Equal(
            [
                (0L, "sink", typeof(DrainedException)), (1L, "render", typeof(FormatException)), (2L, "sink", typeof(DrainedException)),
                (3L, "render", typeof(TimeoutException)), (4L, "render", typeof(DrainedException)),
                (5L, "render", typeof(DrainedException)),
            ],
            _dead.Select(failure => (failure.Ids.First, failure.Stage, failure.Exception.GetType())));
        AssertAllReleasedOnce();
    }

    [Fact]
    public async Task ClassifierAndDeadLetterHookThatThrowFailTheRunAndNothingElse()
    {
        var classifier = new FlowRun(isRunFailure: _ => throw new NotSupportedException("classifier"));
        var hook = new FlowRun(deadLetter: _ => throw new NotSupportedException("hook"));
        foreach (var run in new[] { classifier, hook })
        {
            var sink = Stage.Sink<Ledger.Thing>(run, new("sink"), _ => throw new FormatException());
            await SubmitAsync(sink, 1, run);
            await sink.Completion.Patiently();
            Assert.Equal((1, 0, 1), (run.Admitted, run.Completed, run.DeadLettered));
            Assert.Equal(DrainReason.Failed, run.Drain.Cause!.Reason);
            Assert.Equal(TaskStatus.RanToCompletion, sink.Completion.Status);
        }

        AssertAllReleasedOnce();
    }
}
