using System.Diagnostics;
using Npgsql;
using Piwa.Pipeline.Fleet;

namespace Piwa.Bench.Fleet;

/// <summary>A fleet of simulated nodes in virtual time, on the coordinator's own state in a real PostgreSQL.</summary>
/// <remarks>
/// <para>
/// What a node does is an event at a moment. Events run in the order of their moments, some at once: none begins more than <see cref="Skew"/>
/// before one that is not yet done, as with coordinators and nodes whose requests take their time. Each call on the state has its event's moment
/// for a clock. Each request of a node costs what it costs a coordinator: it is remembered, and the node met.
/// </para>
/// <para>One loop starts events; <c>_gate</c> guards nodes, queue and what is lost. Nothing is awaited with it held.</para>
/// </remarks>
internal sealed partial class FleetSimulation
{
    /// <summary>Assets of a unit: a thousand, so that a million units are a billion assets.</summary>
    public const int UnitAssets = 1000;

    /// <summary>Connections to the database at most: calls share transactions, and each kind of call has one on its way.</summary>
    private const int Connections = 24;

    /// <summary>Speeds of nodes have this deviation of their logarithm: a third are 1.4 times as fast, or as slow, as the mean.</summary>
    private const double SpeedDeviation = 0.35;

    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(1), CommitInterval = TimeSpan.FromSeconds(1);
    private static readonly DateTimeOffset Epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FleetSimulationOptions _options;
    private readonly FleetBook _book;
    private readonly FleetPauses _pauses;
    private readonly AsyncLocal<DateTimeOffset> _now;
    private readonly CancellationToken _stop;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<SimulatedEvent, (TimeSpan, long)> _queue = new();
    private readonly Random _random;
    private readonly SimulatedNode[] _nodes;
    private readonly SimulationMeter _meter;
    private readonly byte[] _content = new byte[800], _truth;
    private readonly long[] _samples;
    private readonly HashSet<long> _lost = [];
    private readonly long[] _before, _after;
    private long _order;
    private long _requests;
    private LossState? _loss;

    private FleetSimulation(FleetSimulationOptions options, FleetBook book, AsyncLocal<DateTimeOffset> now, CancellationToken stop)
    {
        _options = options;
        _book = book;
        _pauses = new FleetPauses(new FleetRules().IdleRequestsPerSecond, PollTime);
        _now = now;
        _stop = stop;
        _random = new Random(options.Seed);
        _random.NextBytes(_content);
        _nodes = [.. Enumerable.Range(0, options.Nodes).Select(i => new SimulatedNode(i, options.Stakes[i % options.Stakes.Count], Speed()))];
        _meter = new SimulationMeter(options.Units);
        _samples = [.. Enumerable.Range(0, options.Samples).Select(i => (long)i)];
        _truth = new byte[options.Samples * SampleDigest.Bytes];
        (_before, _after) = (new long[options.Nodes], new long[options.Nodes]);
    }

    private TimeSpan PollTime => FleetRules.PollTime(_options.LeaseTime);

    /// <summary>Simulates a fleet until all of its units are committed.</summary>
    /// <param name="options">The fleet.</param>
    /// <param name="connection">How to reach PostgreSQL.</param>
    /// <param name="schema">A schema that nobody has.</param>
    /// <param name="progress">Told each second of how many units are committed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">It cannot be simulated.</exception>
    /// <exception cref="FleetDatabaseException">The database is away.</exception>
    /// <exception cref="InvalidOperationException">The coordinator did something that it must not.</exception>
    public static async Task<FleetSimulationReport> RunAsync(
        FleetSimulationOptions options, string connection, string schema, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        options.Validate();
        var rules = new FleetRules
        {
            IsOpen = true,
            Samples = options.Samples,
            NodeLeases = options.Ask,
            FleetLeases = options.FleetLeases,
            LeaseTime = options.LeaseTime,
        };
        var now = new AsyncLocal<DateTimeOffset> { Value = Epoch };
        string pooled = new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = Connections }.ConnectionString;
        FleetBook book = await FleetBook.OpenAsync(pooled, schema, rules, () => now.Value, cancellationToken).ConfigureAwait(false);
        await using (book.ConfigureAwait(false))
        {
            await book.OrderAsync([1], options.Units, cancellationToken).ConfigureAwait(false);
            var simulation = new FleetSimulation(options, book, now, cancellationToken);
            long start = Stopwatch.GetTimestamp();
            TimeSpan end = await simulation.RunAsync(progress).ConfigureAwait(false);
            return await simulation.ReportAsync(Stopwatch.GetElapsedTime(start), end, connection, schema).ConfigureAwait(false);
        }
    }

    private double Speed()
    {
        // Normal by the method of Box and Muller.
        double normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return Math.Exp(SpeedDeviation * Math.Clamp(normal, -3, 3));
    }

    private async Task<TimeSpan> RunAsync(IProgress<long>? progress)
    {
        await Parallel.ForEachAsync(
            _nodes,
            new ParallelOptions { MaxDegreeOfParallelism = Connections / 2, CancellationToken = _stop },
            async (node, stop) => await _book.AllowAsync(node.Wallet, new NodeChange(node.Stake * RenderUnits, _options.Ask), stop).ConfigureAwait(false)).ConfigureAwait(false);
        foreach (SimulatedNode node in _nodes)
            Begin(node, TimeSpan.Zero);
        Schedule(CommitInterval, SimulatedStep.Commit, null);

        using var changed = new SemaphoreSlim(0);
        List<(TimeSpan At, Task Task)> running = [];
        TimeSpan last = TimeSpan.Zero;
        long told = Stopwatch.GetTimestamp();

        // Who has said that it is done may not yet be completed: it is not waited for a second time.
        int saidSo = 0;
        while (_meter.Committed < _options.Units || running.Count > 0)
        {
            while (running.Count < _options.Parallel && _meter.Committed < _options.Units && TryTake(running, out SimulatedEvent next))
            {
                last = next.At > last ? next.At : last;
                running.Add((next.At, RunOneAsync(next, changed)));
            }

            if (saidSo > 0)
            {
                await Task.Yield();
            }
            else
            {
                await changed.WaitAsync(_stop).ConfigureAwait(false);
                saidSo++;
            }

            for (int i = running.Count - 1; i >= 0; i--)
            {
                if (!running[i].Task.IsCompleted)
                    continue;
                await running[i].Task.ConfigureAwait(false);
                running.RemoveAt(i);
                saidSo--;
            }

            if (Stopwatch.GetElapsedTime(told) < TimeSpan.FromSeconds(1))
                continue;
            told = Stopwatch.GetTimestamp();
            progress?.Report(_meter.Committed);
        }

        return last;
    }

    private bool TryTake(List<(TimeSpan At, Task Task)> running, out SimulatedEvent next)
    {
        lock (_gate)
        {
            if (!_queue.TryPeek(out next, out _))
                return running.Count > 0 ? false : throw new InvalidOperationException("Nothing is left to happen, and not all units are committed.");
            foreach ((TimeSpan at, Task _) in running)
            {
                if (next.At > at + Skew)
                    return false;
            }

            _queue.Dequeue();
            return true;
        }
    }

    private async Task RunOneAsync(SimulatedEvent happening, SemaphoreSlim changed)
    {
        await Task.Yield();
        try
        {
            _now.Value = Epoch + happening.At;
            if (happening.Node is not { } node || (happening.Life == node.Life && !node.IsDead))
                await StepAsync(happening).ConfigureAwait(false);
        }
        finally
        {
            changed.Release();
        }
    }

    private void Schedule(TimeSpan at, SimulatedStep step, SimulatedNode? node)
    {
        lock (_gate)
            _queue.Enqueue(new SimulatedEvent(at, step, node, node?.Life ?? 0), (at, _order++));
    }

    /// <summary>A node is started: its loops begin within a time of polling, as if nodes were started one after the other.</summary>
    private void Begin(SimulatedNode node, TimeSpan at)
    {
        lock (_gate)
        {
            Schedule(at + (_random.NextDouble() * PollTime), SimulatedStep.Ask, node);
            Schedule(at + (_random.NextDouble() * PollTime), SimulatedStep.AskChecks, node);
            Schedule(at + (_random.NextDouble() * _options.LeaseTime / RenewalsInALease), SimulatedStep.Renew, node);
        }
    }
}
