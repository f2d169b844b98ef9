using System.Collections.Concurrent;
using System.Threading.Tasks.Dataflow;
using Piwa.Pipeline.Flow;

namespace Piwa.Tests.Flow;

public sealed partial class StageTests
{
    private readonly Ledger _ledger = new();
    private readonly ConcurrentQueue<Failure> _dead = new();
    private readonly FlowRun _run;

    public StageTests() => _run = new FlowRun(_dead.Enqueue);

    public static TheoryData<string> Exceptions => new("ordinary", "cancelled", "cancelled by a token", "task cancelled", "out of memory");

    [Fact]
    public async Task ValuesTravelAndAreReleasedAtTheEnd()
    {
        var seen = new List<long>();
        var first = Stage.Transform<Ledger.Thing, Ledger.Thing>(_run, new("first"), thing => thing);
        var second = Stage.TransformAsync<Ledger.Thing, Ledger.Thing>(_run, new("second"), async thing =>
        {
            await Task.Yield();
            var next = _ledger.Make(thing.Number + 100);
            thing.Dispose();
            return next;
        });
        var sink = Stage.Sink<Ledger.Thing>(_run, new("sink"), thing =>
        {
            Assert.False(thing.IsReleased);
            seen.Add(thing.Number);
        });
        first.LinkTo(second, Stage.Link);
        second.LinkTo(sink, Stage.Link);
        await SubmitAsync(first, 20);
        await sink.Completion.Patiently();

        Assert.Equal(Enumerable.Range(100, 20).Select(i => (long)i), seen);
        Assert.Equal((20, 20, 0), (_run.Admitted, _run.Completed, _run.DeadLettered));
        AssertAllReleasedOnce();
    }

    // A block swallows an item whose body throws OperationCanceledException, and ends as if nothing had been.
    [Theory]
    [MemberData(nameof(Exceptions))]
    public async Task WhateverABodyThrowsIsADeadLetter(string kind)
    {
        foreach (var asynchronous in new[] { false, true })
        {
            _dead.Clear();
            var run = new FlowRun(_dead.Enqueue);
            var stage = asynchronous
                ? Stage.TransformAsync<Ledger.Thing, Ledger.Thing>(run, new("render"), async thing =>
                {
                    await Task.Yield();
                    return thing.Number % 2 == 0 ? thing : throw Make(kind);
                })
                : Stage.Transform<Ledger.Thing, Ledger.Thing>(
                    run, new("render"), thing => thing.Number % 2 == 0 ? thing : throw Make(kind));
            var sink = Stage.Sink<Ledger.Thing>(run, new("sink"), _ => { });
            stage.LinkTo(sink, Stage.Link);
            await SubmitAsync(stage, 10, run);
            await sink.Completion.Patiently();

            Assert.Equal((10, 5, 5), (run.Admitted, run.Completed, run.DeadLettered));
            Assert.Equal([1L, 3, 5, 7, 9], _dead.Select(failure => failure.Ids.First));
            Assert.All(_dead, failure =>
            {
                Assert.Equal("render", failure.Stage);
                Assert.Equal(Make(kind).GetType(), failure.Exception.GetType());
                Assert.False(failure.IsDrained);
            });
            Assert.Equal(TaskStatus.RanToCompletion, stage.Completion.Status);
            AssertAllReleasedOnce();
        }
    }

    [Theory]
    [MemberData(nameof(Exceptions))]
    public async Task WhateverTheLastBodyThrowsIsADeadLetter(string kind)
    {
        foreach (var asynchronous in new[] { false, true })
        {
            var run = new FlowRun();
            var sink = asynchronous
                ? Stage.SinkAsync<Ledger.Thing>(run, new("sink"), async thing =>
                {
                    await Task.Yield();
                    if (thing.Number % 2 != 0)
                        throw Make(kind);
                })
                : Stage.Sink<Ledger.Thing>(run, new("sink"), thing =>
                {
                    if (thing.Number % 2 != 0)
                        throw Make(kind);
                });
            await SubmitAsync(sink, 10, run);
            await sink.Completion.Patiently();
            Assert.Equal((10, 5, 5), (run.Admitted, run.Completed, run.DeadLettered));
            Assert.Equal(TaskStatus.RanToCompletion, sink.Completion.Status);
            AssertAllReleasedOnce();
        }
    }

    [Fact]
    public async Task FailedItemIsDeadLetteredOnceAndPassesLaterStagesUntouched()
    {
        var worked = 0;
        var first = Stage.Transform<Ledger.Thing, Ledger.Thing>(_run, new("first"), _ => throw new InvalidOperationException("bad mesh"));
        var second = Stage.Transform<Ledger.Thing, Ledger.Thing>(_run, new("second"), thing =>
        {
            Interlocked.Increment(ref worked);
            return thing;
        });
        var sink = Stage.Sink<Ledger.Thing>(_run, new("sink"), _ => Interlocked.Increment(ref worked));
        first.LinkTo(second, Stage.Link);
        second.LinkTo(sink, Stage.Link);
        await SubmitAsync(first, 3);
        await sink.Completion.Patiently();

        Assert.Equal(0, worked);
        Assert.Equal([0L, 1L, 2L], _dead.Select(failure => failure.Ids.First));
        Assert.All(_dead, failure => Assert.Equal("first: bad mesh", $"{failure.Stage}: {failure.Exception.Message}"));
        AssertAllReleasedOnce();
    }

    [Fact]
    public async Task BodyThatReturnsNothingFails()
    {
        var stage = Stage.Transform<Ledger.Thing, Ledger.Thing>(_run, new("render"), _ => null!);
        var sink = Stage.Sink<Ledger.Thing>(_run, new("sink"), _ => { });
        stage.LinkTo(sink, Stage.Link);
        await SubmitAsync(stage, 1);
        await sink.Completion.Patiently();
        Assert.Contains("'render' returned null", Assert.Single(_dead).Exception.Message, StringComparison.Ordinal);
        AssertAllReleasedOnce();
    }

    [Fact]
    public async Task ValueThatThrowsWhenReleasedIsStillOneDeadLetter()
    {
        var stage = Stage.Transform<Ledger.Thing, Ledger.Thing>(_run, new("render"), _ => throw new FormatException("first"));
        var sink = Stage.Sink<Ledger.Thing>(_run, new("sink"), _ => { });
        stage.LinkTo(sink, Stage.Link);
        var admission = new Admission<Ledger.Thing>(_run, stage);
        Assert.True(await admission.SubmitAsync(0, _ledger.Make(0, throwsWhenReleased: true)).Patiently());
        admission.Complete();
        await sink.Completion.Patiently();
        var exceptions = Assert.IsType<AggregateException>(Assert.Single(_dead).Exception).InnerExceptions;
        Assert.Equal([typeof(FormatException), typeof(InvalidOperationException)], exceptions.Select(e => e.GetType()));
        AssertAllReleasedOnce();
    }

    [Fact]
    public async Task ValueThatThrowsWhenReleasedAtTheEndIsCompletedButFailsTheRun()
    {
        var sink = Stage.Sink<Ledger.Thing>(_run, new("sink"), _ => { });
        var admission = new Admission<Ledger.Thing>(_run, sink);
        Assert.True(await admission.SubmitAsync(0, _ledger.Make(0, throwsWhenReleased: true)).Patiently());
        admission.Complete();
        await sink.Completion.Patiently();
        Assert.Equal((1, 0), (_run.Completed, _run.DeadLettered));
        Assert.Equal(("sink", DrainReason.Failed), (_run.Drain.Cause!.Source, _run.Drain.Cause.Reason));
    }

    // A fault downstream does not travel up: a bounded producer would wait for ever.
    [Fact]
    public async Task ProducerIsNotHeldUpByAStageThatAlwaysFails()
    {
        var first = Stage.Transform<Ledger.Thing, Ledger.Thing>(_run, new("first") { Capacity = 1 }, thing => thing);
        var sink = Stage.Sink<Ledger.Thing>(_run, new("sink") { Capacity = 1 }, _ => throw new InvalidOperationException());
        first.LinkTo(sink, Stage.Link);
        await SubmitAsync(first, 100);
        await sink.Completion.Patiently();
        Assert.Equal((100, 0, 100), (_run.Admitted, _run.Completed, _run.DeadLettered));
        AssertAllReleasedOnce();
    }

    // Restoring the order would keep the second item back until the first is done, and this test would hang.
    [Fact]
    public async Task ParallelStageDoesNotWaitForItsSlowestItem()
    {
        using var gate = new ManualResetEventSlim();
        var second = new TaskCompletionSource();
        var stage = Stage.Transform<Ledger.Thing, Ledger.Thing>(_run, new("seal") { Capacity = 2, Parallelism = 2 }, thing =>
        {
            if (thing.Number == 0)
                gate.WaitPatiently();
            return thing;
        });
        var sink = Stage.Sink<Ledger.Thing>(_run, new("sink"), thing =>
        {
            if (thing.Number == 1)
                second.SetResult();
        });
        stage.LinkTo(sink, Stage.Link);
        await SubmitAsync(stage, 2);
        await second.Task.Patiently();
        gate.Set();
        await sink.Completion.Patiently();
        Assert.Equal(2, _run.Completed);
    }

    // A stage offers its outputs from its own scheduler. If it worked on as long as there is input, a lane of one thread would keep them.
    [Fact]
    public async Task StageOnALaneLetsItsOutputsGoBeforeItGoesOn()
    {
        using var lane = new LaneScheduler("lane");
        using var arrived = new ManualResetEventSlim();
        using var filled = new ManualResetEventSlim();
        var inTime = false;
        var stage = Stage.Transform<Ledger.Thing, Ledger.Thing>(_run, new("render") { Capacity = 2, Scheduler = lane }, thing =>
        {
            if (thing.Number == 0)
                filled.WaitPatiently();
            else
                inTime = arrived.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            return thing;
        });
        var sink = Stage.Sink<Ledger.Thing>(_run, new("sink"), _ => arrived.Set());
        stage.LinkTo(sink, Stage.Link);
        await SubmitAsync(stage, 2);
        filled.Set();
        await sink.Completion.Patiently();
        Assert.True(inTime, "The first output was kept back until the second item was done.");
    }

    [Fact]
    public async Task SyncStageOnALaneRunsOnItsThread()
    {
        using var lane = new LaneScheduler("gpu 0 lane 1");
        var threads = new ConcurrentQueue<string?>();
        var sink = Stage.Sink<Ledger.Thing>(_run, new("render") { Scheduler = lane }, _ => threads.Enqueue(Thread.CurrentThread.Name));
        await SubmitAsync(sink, 5);
        await sink.Completion.Patiently();
        Assert.Equal(Enumerable.Repeat("gpu 0 lane 1", 5), threads);
    }

    [Fact]
    public void OptionsAreCheckedWhenTheStageIsMade()
    {
        var bad = new StageOptions("bad") { Capacity = 0 };
        Assert.Throws<ArgumentException>(() => Stage.Transform<Ledger.Thing, Ledger.Thing>(_run, bad, thing => thing));
        Assert.Throws<ArgumentException>(() => Stage.TransformAsync<Ledger.Thing, Ledger.Thing>(_run, bad, Task.FromResult));
        Assert.Throws<ArgumentException>(() => Stage.Sink<Ledger.Thing>(_run, bad, _ => { }));
        Assert.Throws<ArgumentException>(() => Stage.SinkAsync<Ledger.Thing>(_run, bad, _ => Task.CompletedTask));
        Assert.Empty(_run.Stages);
    }

    private static Exception Make(string kind) => kind switch
    {
        "ordinary" => new InvalidOperationException(),
        "cancelled" => new OperationCanceledException(),
        "cancelled by a token" => new OperationCanceledException(new CancellationToken(canceled: true)),
        "task cancelled" => new TaskCanceledException(),
        _ => new InsufficientMemoryException(),
    };

    /// <summary>Waits until a block that is linked to nothing has worked through its input.</summary>
    private static async Task WhenWaitingAsync<TIn, TOut>(TransformBlock<TIn, TOut> block, int outputs)
    {
        while (block.OutputCount < outputs)
            await Task.Yield();
    }

    private async Task SubmitAsync(ITargetBlock<Outcome<Ledger.Thing>> first, int count, FlowRun? run = null)
    {
        var admission = new Admission<Ledger.Thing>(run ?? _run, first);
        for (var id = 0; id < count; id++)
            Assert.True(await admission.SubmitAsync(id, _ledger.Make(id)).Patiently());
        admission.Complete();
    }

    private void AssertAllReleasedOnce() => Assert.Equal((0, 0), (_ledger.Alive, _ledger.ReleasedAgain));
}
