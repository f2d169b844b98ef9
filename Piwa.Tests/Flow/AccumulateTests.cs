using System.Collections.Concurrent;
using System.Threading.Tasks.Dataflow;
using Microsoft.Extensions.Time.Testing;
using Piwa.Pipeline.Flow;

namespace Piwa.Tests.Flow;

public sealed class AccumulateTests
{
    private readonly Ledger _ledger = new();
    private readonly ConcurrentQueue<Failure> _dead = new();
    private readonly ConcurrentQueue<long[]> _groups = new();
    private readonly ConcurrentQueue<TestAccumulator> _accumulators = new();
    private readonly FakeTimeProvider _time = new();
    private readonly FlowRun _run;

    public AccumulateTests() => _run = new FlowRun(_dead.Enqueue, time: _time);

    [Theory]
    [InlineData(8, new[] { 3, 3, 2 })]
    [InlineData(9, new[] { 3, 3, 3 })]
    [InlineData(10, new[] { 3, 3, 3, 1 })]
    [InlineData(0, new int[0])]
    public async Task GroupsAreMadeByCountAndTheRestAtTheEnd(int items, int[] sizes)
    {
        var stage = Stage.Accumulate(_run, new AccumulateOptions("collect"), () => new CountAccumulator<Ledger.Thing>(3));
        await RunAsync(stage, Enumerable.Range(0, items).Select(i => (long)i));
        Assert.Equal(sizes, _groups.Select(group => group.Length));
        Assert.Equal(Enumerable.Range(0, items).Select(i => (long)i), _groups.SelectMany(group => group));
        Assert.Equal((items, items, 0), (_run.Admitted, _run.Completed, _run.DeadLettered));
        AssertAllReleasedOnce();
    }

    [Fact]
    public async Task GroupCanEndBeforeAnItemThatBeginsTheNext()
    {
        await RunAsync(Make(count: 4, keyOf: number => number / 10), [1, 2, 11, 12, 13, 14, 15, 21]);
        Assert.Equal([[1L, 2L], [11L, 12L, 13L, 14L], [15L], [21L]], _groups);
        Assert.Equal(8, _run.Completed);
        Assert.All(_accumulators, accumulator => Assert.Equal(1, accumulator.Disposals));
        AssertAllReleasedOnce();
    }

    // One output, one value under way in the next stage, one group: all else waits in front of the door.
    [Fact]
    public async Task OutputIsBounded()
    {
        using var gate = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        var stage = Make(count: 1, new AccumulateOptions("shard") { Capacity = 1, OutputCapacity = 1 });
        var sink = Stage.Sink<Collected<Ledger.Thing>>(_run, new("mint") { Capacity = 1 }, _ =>
        {
            entered.Set();
            gate.WaitPatiently();
        });
        stage.LinkTo(sink, Stage.Link);

        // The sink holds one, the buffer one, and the stage waits with one.
        var admission = new Admission<Ledger.Thing>(_run, stage);
        for (var id = 0; id < 3; id++)
            Assert.True(await admission.SubmitAsync(id, _ledger.Make(id)).Patiently());
        entered.WaitPatiently();
        var fourth = admission.SubmitAsync(3, _ledger.Make(3)).AsTask();
        await Patience.LetOthersRunAsync();
        Assert.False(fourth.IsCompleted);
        gate.Set();
        Assert.True(await fourth.Patiently());
        admission.Complete();
        await sink.Completion.Patiently();
        Assert.Equal(4, _run.Completed);
        AssertAllReleasedOnce();
    }

    [Theory]
    [InlineData("add", 4L, "3 4")] // the group so far and the item
    [InlineData("accepts", 4L, "4")] // the item alone: the group has not seen it
    [InlineData("complete", -1L, "0 1 2 3 4 5 6")]
    [InlineData("dispose", -1L, "0 1 2 3 4 5 6")]
    public async Task FailureTakesTheItemsOfItsGroupAndNoOthers(string method, long number, string lost)
    {
        await RunAsync(
            Make(3, fault: (m, thing) => m == method && (thing is null || thing.Number == number) ? new FormatException(method) : null),
            Enumerable.Range(0, 7).Select(i => (long)i));
        var expected = lost.Split(' ').Select(long.Parse).ToArray();
        Assert.Equal(expected, _dead.SelectMany(failure => failure.Ids.Ids.ToArray()).Order());
        Assert.Equal(Enumerable.Range(0, 7).Select(i => (long)i).Except(expected), _groups.SelectMany(group => group));
        Assert.Equal((7, 7 - expected.Length, expected.Length), (_run.Admitted, _run.Completed, _run.DeadLettered));
        Assert.All(_dead, failure => Assert.Equal($"shard: {method}", $"{failure.Stage}: {failure.Exception.Message}"));
        Assert.All(_accumulators, accumulator => Assert.Equal(1, accumulator.Disposals));
        AssertAllReleasedOnce();
    }

    [Fact]
    public async Task GroupThatCannotBeOpenedLosesOnlyItsFirstItem()
    {
        var opened = 0;
        var stage = Stage.Accumulate(_run, new AccumulateOptions("shard"), () =>
            ++opened == 2 ? throw new IOException("disk") : new CountAccumulator<Ledger.Thing>(2));
        await RunAsync(stage, [0, 1, 2, 3, 4]);
        Assert.Equal([[0L, 1L], [3L, 4L]], _groups);
        Assert.Equal(2, Assert.Single(_dead).Ids.First);
        AssertAllReleasedOnce();
    }

    [Fact]
    public async Task FailedInputsPassAndDoNotCountForAGroup()
    {
        var render = Stage.Transform<Ledger.Thing, Ledger.Thing>(_run, new("render"), thing =>
            thing.Number % 3 == 1 ? throw new FormatException() : thing);
        var shard = Make(count: 2);
        render.LinkTo(shard, Stage.Link);
        await RunAsync(render, Enumerable.Range(0, 7).Select(i => (long)i), shard);
        Assert.Equal([[0L, 2L], [3L, 5L], [6L]], _groups);
        Assert.Equal([1L, 4L], _dead.Select(failure => failure.Ids.First));
        AssertAllReleasedOnce();
    }

    // Several outputs made into one: the ids of all of them travel.
    [Fact]
    public async Task IdsAddUpAcrossTwoAccumulatingStages()
    {
        var inner = Make(count: 2);
        var outer = Stage.Accumulate(_run, new AccumulateOptions("outer"), () => new CountAccumulator<Collected<Ledger.Thing>>(2));
        var sink = Stage.Sink<Collected<Collected<Ledger.Thing>>>(_run, new("sink"), group =>
        {
            if (group.Items[0].Items[0].Number == 4)
                throw new FormatException();
        });
        inner.LinkTo(outer, Stage.Link);
        outer.LinkTo(sink, Stage.Link);
        var admission = new Admission<Ledger.Thing>(_run, inner);
        for (var id = 0; id < 9; id++)
            await admission.SubmitAsync(id, _ledger.Make(id)).Patiently();
        admission.Complete();
        await sink.Completion.Patiently();
        Assert.Equal((9, 5, 4), (_run.Admitted, _run.Completed, _run.DeadLettered));
        Assert.Equal([4L, 5, 6, 7], Assert.Single(_dead).Ids.Ids.ToArray());
        AssertAllReleasedOnce();
    }

    [Fact]
    public async Task DrainGivesUpTheOpenGroupEvenIfNothingMoreComes()
    {
        var stage = Make(count: 10);
        var sink = Sink();
        stage.LinkTo(sink, Stage.Link);
        var admission = new Admission<Ledger.Thing>(_run, stage);
        for (var id = 0; id < 3; id++)
            await admission.SubmitAsync(id, _ledger.Make(id)).Patiently();
        _run.Drain.Request(DrainCause.Cancelled("the user"));
        Assert.False(await admission.SubmitAsync(3, _ledger.Make(3)).Patiently());
        admission.Complete();
        await sink.Completion.Patiently();
        Assert.Empty(_groups);
        Assert.Equal((3, 0, 3), (_run.Admitted, _run.Completed, _run.DeadLettered));
        Assert.All(_dead, failure => Assert.True(failure.IsDrained));
        AssertAllReleasedOnce();
    }

    [Fact]
    public async Task GroupThatIsOldEnoughLeavesAsItIs()
    {
        var age = TimeSpan.FromMinutes(10);
        var stage = Make(count: 3, new AccumulateOptions("shard") { MaxAge = age });
        var arrived = new SemaphoreSlim(0);
        var sink = Stage.Sink<Collected<Ledger.Thing>>(_run, new("sink"), group =>
        {
            _groups.Enqueue([.. group.Items.Select(thing => thing.Number)]);
            arrived.Release();
        });
        stage.LinkTo(sink, Stage.Link);
        var admission = new Admission<Ledger.Thing>(_run, stage);

        // The first group is complete before its age; its timer must not touch the second, which opens nine minutes later.
        await SubmitAndWaitAsync(0, 1);
        _time.Advance(age - TimeSpan.FromMinutes(1));
        await SubmitAndWaitAsync(1, 2);
        await SubmitAndWaitAsync(2, 3);
        await arrived.WaitAsync(TestContext.Current.CancellationToken).Patiently();
        await SubmitAndWaitAsync(3, 5);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(_groups);
        _time.Advance(age - TimeSpan.FromMinutes(1));
        await arrived.WaitAsync(TestContext.Current.CancellationToken).Patiently();
        Assert.Equal([[0L, 1L, 2L], [3L]], _groups);

        admission.Complete();
        await sink.Completion.Patiently();
        Assert.Equal((4, 4, 0), (_run.Admitted, _run.Completed, _run.DeadLettered));
        AssertAllReleasedOnce();

        // Until the stage has taken the item: its group has worked so many times, for each item and for each output.
        async Task SubmitAndWaitAsync(long id, int worked)
        {
            Assert.True(await admission.SubmitAsync(id, _ledger.Make(id)).Patiently());
            while (_run.Stages[0].Worked < worked)
                await Task.Yield();
        }
    }

    // Timers count in milliseconds and may fire a little early: the group is not old enough, and must not be forgotten.
    [Fact]
    public async Task TimerThatFiresEarlyIsSetAgain()
    {
        var age = TimeSpan.FromMinutes(10);
        var time = new HandTimeProvider();
        var run = new FlowRun(time: time);
        var stage = Stage.Accumulate(run, new AccumulateOptions("shard") { MaxAge = age }, () => new CountAccumulator<Ledger.Thing>(3));
        var arrived = new TaskCompletionSource();
        var sink = Stage.Sink<Collected<Ledger.Thing>>(run, new("sink"), _ => arrived.SetResult());
        stage.LinkTo(sink, Stage.Link);
        var admission = new Admission<Ledger.Thing>(run, stage);
        Assert.True(await admission.SubmitAsync(0, _ledger.Make()).Patiently());
        while (run.Stages[0].Worked < 1)
            await Task.Yield();
        Assert.Equal(age, time.Due);

        time.Now = age - TimeSpan.FromSeconds(1);
        time.Fire();
        Assert.Equal(TimeSpan.FromMilliseconds(1001), time.Due);
        Assert.False(arrived.Task.IsCompleted);
        time.Now = age;
        time.Fire();
        await arrived.Task.Patiently();
        admission.Complete();
        await sink.Completion.Patiently();
        AssertAllReleasedOnce();
    }

    [Fact]
    public async Task ItemsAreTakenInOrderWhateverOrderTheyArriveIn()
    {
        foreach (var seed in Enumerable.Range(0, 50))
        {
            _groups.Clear();
            var random = new Random(seed);
            var window = new ReorderWindow(_run, 100, 16);
            var stage = Make(count: 4, new AccumulateOptions("shard") { InOrder = window });
            var order = Enumerable.Range(100, 16).Select(i => (long)i).ToArray();
            random.Shuffle(order);
            await RunAsync(stage, order);
            Assert.Equal(Enumerable.Range(0, 4).Select(g => Enumerable.Range(100 + 4 * g, 4).Select(i => (long)i).ToArray()), _groups);
        }

        AssertAllReleasedOnce();
    }

    [Fact]
    public async Task FailuresHaveTheirTurnToo()
    {
        var window = new ReorderWindow(_run, 0, 8);
        var render = Stage.Transform<Ledger.Thing, Ledger.Thing>(_run, new("render"), thing =>
            thing.Number is 0 or 5 ? throw new FormatException() : thing);
        var shard = Make(count: 2, new AccumulateOptions("shard") { InOrder = window });
        render.LinkTo(shard, Stage.Link);
        await RunAsync(render, [3, 2, 5, 1, 0, 7, 6, 4], shard);
        Assert.Equal([[1L, 2L], [3L, 4L], [6L, 7L]], _groups);
        Assert.Equal([0L, 5L], _dead.Select(failure => failure.Ids.First));
        Assert.False(_run.Drain.IsRequested);
        AssertAllReleasedOnce();
    }

    [Theory]
    [InlineData("0 1 1 2", 1)] // twice
    [InlineData("0 1 9 2", 9)] // beyond the window
    [InlineData("5 0 1 2", 5)] // never the turn of it: 3 and 4 do not come
    public async Task ItemThatCannotBePutInOrderIsLostAndFailsTheRun(string order, long lost)
    {
        var stage = Make(count: 100, new AccumulateOptions("shard") { InOrder = new ReorderWindow(_run, 0, 8) });
        await RunAsync(stage, order.Split(' ').Select(long.Parse));
        Assert.Equal(("shard", DrainReason.Failed), (_run.Drain.Cause!.Source, _run.Drain.Cause.Reason));
        Assert.Equal(lost, Assert.Single(_dead, failure => failure.Exception is InvalidOperationException).Ids.First);
        Assert.Equal((4, 0, 4), (_run.Admitted, _run.Completed, _run.DeadLettered));
        AssertAllReleasedOnce();
    }

    [Fact]
    public void CollectedThingsAreAllReleasedEvenIfSomeThrow()
    {
        var collected = new Collected<Ledger.Thing>([_ledger.Make(), _ledger.Make(0, throwsWhenReleased: true), _ledger.Make()]);
        Assert.Single(Assert.Throws<AggregateException>(collected.Dispose).InnerExceptions);
        collected.Dispose();
        AssertAllReleasedOnce();
    }

    [Fact]
    public void OptionsAreChecked()
    {
        AccumulateOptions[] bad =
        [
            new("shard") { Parallelism = 2 },
            new("shard") { OutputCapacity = 0 },
            new("shard") { MaxAge = TimeSpan.Zero },
            new("shard") { MaxAge = AccumulateOptions.LargestMaxAge + TimeSpan.FromTicks(1) },
            new("shard") { Capacity = 0 },
            new("shard") { Scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler },
        ];
        Assert.All(bad, options => Assert.Throws<ArgumentException>(() => Make(3, options)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CountAccumulator<Ledger.Thing>(0));
    }

    private IPropagatorBlock<Outcome<Ledger.Thing>, Outcome<Collected<Ledger.Thing>>> Make(
        int count,
        AccumulateOptions? options = null,
        Func<string, Ledger.Thing?, Exception?>? fault = null,
        Func<long, long>? keyOf = null) =>
        Stage.Accumulate(_run, options ?? new AccumulateOptions("shard"), () =>
        {
            var accumulator = new TestAccumulator(count, fault, keyOf);
            _accumulators.Enqueue(accumulator);
            return accumulator;
        });

    private ActionBlock<Outcome<Collected<Ledger.Thing>>> Sink() => Stage.Sink<Collected<Ledger.Thing>>(
        _run, new("sink"), group => _groups.Enqueue([.. group.Items.Select(thing => thing.Number)]));

    /// <summary>Sends things of the given numbers, which are their ids, through a graph to a sink that notes the groups.</summary>
    private async Task RunAsync(
        ITargetBlock<Outcome<Ledger.Thing>> first, IEnumerable<long> numbers, ISourceBlock<Outcome<Collected<Ledger.Thing>>>? last = null)
    {
        var sink = Sink();
        (last ?? (ISourceBlock<Outcome<Collected<Ledger.Thing>>>)first).LinkTo(sink, Stage.Link);
        var admission = new Admission<Ledger.Thing>(_run, first);
        foreach (var number in numbers)
            Assert.True(await admission.SubmitAsync(number, _ledger.Make(number)).Patiently());
        admission.Complete();
        await sink.Completion.Patiently();
    }

    /// <summary>A clock whose only timer fires when the test says so.</summary>
    private sealed class HandTimeProvider : TimeProvider, ITimer
    {
        private TimerCallback? _callback;

        public TimeSpan Now { get; set; }

        public TimeSpan Due { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _callback = callback;
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime;
            return true;
        }

        public void Fire() => _callback!(null);

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private void AssertAllReleasedOnce() => Assert.Equal((0, 0), (_ledger.Alive, _ledger.ReleasedAgain));
}
