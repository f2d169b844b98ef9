using System.Collections.Concurrent;
using System.Threading.Tasks.Dataflow;
using Piwa.Pipeline.Flow;

namespace Piwa.Tests.Flow;

/// <summary>
/// The law: admitted = completed + dead-lettered, every item exactly once, no lease alive, everything released once, no block faulted.
/// Over random graphs with random faults, cancellations and drains. A seed fixes the graph and what goes wrong in it; the threads still
/// interleave as they like.
/// </summary>
public sealed class FlowLawTests
{
    private const int RunsPerKind = 300;

    public static TheoryData<int, string> Runs
    {
        get
        {
            var runs = new TheoryData<int, string>();
            foreach (var trouble in new[] { "none", "faults", "run failure", "cancellation", "all" })
                for (var block = 0; block < 3; block++)
                    runs.Add(block, trouble);
            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task HoldsWhateverGoesWrong(int block, string trouble)
    {
        for (var seed = block * RunsPerKind / 3; seed < (block + 1) * RunsPerKind / 3; seed++)
        {
            using var graph = new RandomGraph(seed, trouble);
            try
            {
                await graph.RunAsync().Patiently();
                graph.AssertLaw();
            }
            catch (Exception error)
            {
                Assert.Fail($"Seed {seed}, {trouble}, {graph.Description}: {error}");
            }
        }
    }

    /// <summary>What travels: a thing to be released, and for the first part of the way a lease.</summary>
    private sealed class Parcel(Ledger.Thing thing, Lease<string>? lease) : IDisposable
    {
        public Ledger.Thing Thing => thing;

        public Lease<string>? Lease => lease;

        public void Dispose()
        {
            lease?.Dispose();
            thing.Dispose();
        }
    }

    private sealed class RandomGraph : IDisposable
    {
        private readonly int _seed;
        private readonly Random _random;
        private readonly Ledger _ledger = new();
        private readonly ConcurrentDictionary<long, string> _ends = new();
        private readonly ConcurrentQueue<string> _complaints = new();
        private readonly List<IDataflowBlock> _blocks = [];
        private readonly List<LaneScheduler> _lanes = [];
        private readonly CancellationTokenSource _user = new();
        private readonly FlowRun _run;
        private readonly LeasePool<string> _pool;
        private readonly Admission<Parcel> _admission;
        private readonly int _items;
        private readonly int _faultPercent;
        private readonly long _failAt = -1;
        private readonly long _cancelAt = -1;
        private readonly ReorderWindow? _window;
        private long _lastInOrder = -1;

        public RandomGraph(int seed, string trouble)
        {
            _seed = seed;
            _random = new Random(seed);
            _run = new FlowRun(DeadLetter, isRunFailure: exception => exception is TimeoutException);
            _run.Drain.RequestWhenCancelled(_user.Token);
            _items = _random.Next(0, 60);
            _faultPercent = trouble is "faults" or "all" ? _random.Next(1, 30) : 0;
            if (trouble is "run failure" or "all" && _items > 0)
                _failAt = _random.Next(_items);
            if (trouble is "cancellation" or "all" && _items > 0)
                _cancelAt = _random.Next(_items);
            _pool = new LeasePool<string>(_run, "device", [.. Enumerable.Range(0, _random.Next(1, 5)).Select(i => $"buffer {i}")]);
            if (_random.Next(2) == 0)
                _window = new ReorderWindow(_run, 0, _random.Next(1, 12));

            // Three to six stages; the lease ends in the last one before things are accumulated, if they are, or at the end.
            var transforms = _random.Next(2, 5);
            var accumulates = _window is not null || _random.Next(2) == 0;
            IPropagatorBlock<Outcome<Parcel>, Outcome<Parcel>>? last = null;
            IPropagatorBlock<Outcome<Parcel>, Outcome<Parcel>>? first = null;
            for (var i = 0; i < transforms; i++)
            {
                var stage = MakeTransform(i, dropsLease: accumulates && i == transforms - 1);
                first ??= stage;
                last?.LinkTo(stage, Stage.Link);
                last = stage;
            }

            if (accumulates)
            {
                var stage = MakeAccumulate();
                last!.LinkTo(stage, Stage.Link);
                var sink = MakeSink<Collected<Parcel>>(collected => collected.Items);
                stage.LinkTo(sink, Stage.Link);
            }
            else
                last!.LinkTo(MakeSink<Parcel>(parcel => [parcel]), Stage.Link);

            _admission = new Admission<Parcel>(_run, first!, _window);
        }

        public string Description => string.Join(
            " > ", _run.Stages.Select(stage => $"{stage.Name}({stage.Capacity},{stage.Parallelism})"))
            + $", {_items} items, {_pool.Count} leases";

        public async Task RunAsync()
        {
            for (long id = 0; id < _items; id++)
            {
                if (id == _cancelAt)
                    await _user.CancelAsync();
                if (await _pool.AcquireAsync($"item {id}") is not { } lease)
                    break;
                var thing = _ledger.Make(id, throwsWhenReleased: Chance(id, 7, _faultPercent / 8));
                if (!await _admission.SubmitAsync(id, new Parcel(thing, lease)))
                    break;
            }

            _admission.Complete();
            await _blocks[^1].Completion;
        }

        public void Dispose()
        {
            foreach (var lane in _lanes)
                lane.Dispose();
            _pool.Dispose();
            _user.Dispose();
        }

        public void AssertLaw()
        {
            Assert.Empty(_complaints);
            Assert.Equal(_run.Admitted, _run.Completed + _run.DeadLettered);
            Assert.Equal(_run.Admitted, _ends.Count);
            Assert.Equal(0, _pool.LiveCount);
            Assert.Empty(_pool.LiveOwners);
            Assert.Equal((0, 0), (_ledger.Alive, _ledger.ReleasedAgain));
            Assert.All(_blocks, block => Assert.Equal(TaskStatus.RanToCompletion, block.Completion.Status));
            if (!_run.Drain.IsRequested)
                Assert.Equal(_items, _run.Admitted);
            if (_faultPercent == 0 && _failAt < 0 && _cancelAt < 0)
                Assert.Equal((_items, 0), (_run.Completed, _run.DeadLettered));
        }

        private void DeadLetter(Failure failure)
        {
            foreach (var id in failure.Ids.Ids)
                NoteEnd(id, failure.ToString());
        }

        private void NoteEnd(long id, string end)
        {
            if (!_ends.TryAdd(id, end))
                _complaints.Enqueue($"Item {id} ended twice: {_ends[id]} and {end}");
        }

        private StageOptions Options(string name)
        {
            var parallelism = _random.Next(1, 4);
            if (_random.Next(5) != 0)
                return new StageOptions(name) { Capacity = parallelism + _random.Next(0, 4), Parallelism = parallelism };
            var lane = new LaneScheduler(name);
            _lanes.Add(lane);
            return new StageOptions(name) { Capacity = 1 + _random.Next(0, 4), Scheduler = lane };
        }

        private IPropagatorBlock<Outcome<Parcel>, Outcome<Parcel>> MakeTransform(int number, bool dropsLease)
        {
            var options = Options($"{number}");
            var renews = _random.Next(3) == 0;
            var failsHere = number == _seed % 2;
            IPropagatorBlock<Outcome<Parcel>, Outcome<Parcel>> stage = _random.Next(3) == 0
                ? Stage.TransformAsync<Parcel, Parcel>(_run, options, async parcel =>
                {
                    if (parcel.Thing.Number % 3 == 0)
                        await Task.Yield();
                    return Work(parcel);
                })
                : Stage.Transform<Parcel, Parcel>(_run, options, Work);
            _blocks.Add(stage);
            return stage;

            Parcel Work(Parcel parcel)
            {
                var id = parcel.Thing.Number;
                if (parcel.Lease is not null && !parcel.Lease.Value.StartsWith("buffer", StringComparison.Ordinal))
                    _complaints.Enqueue($"Item {id} does not own its lease.");
                if (failsHere && id == _failAt)
                    throw new TimeoutException("device lost");
                if (Chance(id, number, _faultPercent))
                    throw ((id + number) % 4) switch
                    {
                        0 => new FormatException("bad mesh"),
                        1 => new OperationCanceledException(),
                        2 => new OperationCanceledException(new CancellationToken(canceled: true)),
                        _ => new TaskCanceledException(),
                    };
                Spin(id, number);
                if (dropsLease)
                {
                    parcel.Lease?.Dispose();
                    return new Parcel(parcel.Thing, null);
                }

                if (!renews || parcel.Thing.ThrowsWhenReleased)
                    return parcel;
                // Output owner first, fallible work second, the input last.
                var next = new Parcel(_ledger.Make(id), parcel.Lease);
                parcel.Thing.Dispose();
                return next;
            }
        }

        private IPropagatorBlock<Outcome<Parcel>, Outcome<Collected<Parcel>>> MakeAccumulate()
        {
            var count = _random.Next(1, 8);
            var groups = 0;
            var stage = Stage.Accumulate(
                _run,
                new("accumulate") { Capacity = _random.Next(1, 5), OutputCapacity = _random.Next(1, 3), InOrder = _window },
                () => new FaultyGroup(this, count, groups++));
            _blocks.Add(stage);
            return stage;
        }

        private ActionBlock<Outcome<T>> MakeSink<T>(Func<T, IEnumerable<Parcel>> parcels)
            where T : class
        {
            var options = Options("sink");
            if (_window is not null)
                options = new StageOptions("sink") { Capacity = options.Capacity };
            Action<T> body = value =>
            {
                var ids = parcels(value).Select(parcel => parcel.Thing.Number).ToArray();
                Spin(ids[0], 99);
                if (Chance(ids[0], 99, _faultPercent))
                    throw new OperationCanceledException();
                foreach (var id in ids)
                {
                    NoteEnd(id, "completed");
                    if (_window is not null && id <= Interlocked.Exchange(ref _lastInOrder, id))
                        _complaints.Enqueue($"Item {id} is out of order.");
                }
            };
            var sink = _random.Next(2) == 0
                ? Stage.Sink(_run, options, body)
                : Stage.SinkAsync<T>(_run, options, async value =>
                {
                    await Task.Yield();
                    body(value);
                });
            _blocks.Add(sink);
            return sink;
        }

        /// <summary>Chance by the seed, the item and the place, and not by the order in which threads get there.</summary>
        private bool Chance(long id, int place, int percent) =>
            percent > 0 && new Random(HashOf(id, place)).Next(100) < percent;

        private void Spin(long id, int place) => Thread.SpinWait(HashOf(id, place) & 0x3FF);

        private int HashOf(long id, int place) =>
            (int)(((ulong)_seed * 1_000_003 + (ulong)id * 10_007 + (ulong)place) * 0x9E3779B97F4A7C15 >> 33);

        private sealed class FaultyGroup(RandomGraph graph, int count, int number) : IAccumulator<Parcel, Collected<Parcel>>
        {
            private readonly CountAccumulator<Parcel> _inner = new(count);

            public bool Accepts(Parcel item)
            {
                if (graph.Chance(item.Thing.Number, 50, graph._faultPercent / 2))
                    throw new FormatException("accepts");
                return !graph.Chance(item.Thing.Number, 51, 10);
            }

            public async ValueTask<bool> AddAsync(Parcel item)
            {
                if (graph.Chance(item.Thing.Number, 52, graph._faultPercent / 2))
                    throw new OperationCanceledException("add");
                if (item.Thing.Number % 3 == 0)
                    await Task.Yield();
                return await _inner.AddAsync(item);
            }

            public async ValueTask<Collected<Parcel>> CompleteAsync()
            {
                await Task.Yield();
                if (graph.Chance(number, 53, graph._faultPercent))
                    throw new FormatException("complete");
                return await _inner.CompleteAsync();
            }

            public async ValueTask DisposeAsync()
            {
                await _inner.DisposeAsync();
                if (graph.Chance(number, 54, graph._faultPercent / 2))
                    throw new FormatException("dispose");
            }
        }
    }
}
