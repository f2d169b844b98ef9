using System.Diagnostics;

namespace Piwa.Bench.Fleet;

/// <summary>Counts what a simulated fleet does, by tenth of its units and by virtual time. Thread-safe.</summary>
/// <param name="units">Units of the order.</param>
internal sealed class SimulationMeter(long units)
{
    private const int Tenths = 10;

    private static readonly int Kinds = Enum.GetValues<SimulatedCall>().Length;

    private readonly Lock _gate = new();
    private readonly long[,] _calls = new long[Tenths, Kinds];
    private readonly double[,] _milliseconds = new double[Tenths, Kinds];
    private readonly long[] _leases = new long[Tenths], _committed = new long[Tenths];
    private readonly List<long> _begins = [Stopwatch.GetTimestamp()];
    private readonly List<(long Leases, long Finished, long Committed)> _periods = [];
    private long _first;

    /// <summary>Units that were leased, each once.</summary>
    public long First => Volatile.Read(ref _first);

    /// <summary>Units that were leased, also again.</summary>
    public long Leases { get; private set; }

    /// <summary>Units that were committed.</summary>
    public long Committed { get; private set; }

    private int Tenth => (int)Math.Min(_first * Tenths / units, Tenths - 1);

    /// <summary>Makes a call, and takes its time.</summary>
    public async Task<T> TimeAsync<T>(SimulatedCall call, Func<Task<T>> work)
    {
        long start = Stopwatch.GetTimestamp();
        T result = await work().ConfigureAwait(false);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        lock (_gate)
        {
            if (_first == units)
                return result; // the end, in which most ask in vain
            _calls[Tenth, (int)call]++;
            _milliseconds[Tenth, (int)call] += milliseconds;
        }

        return result;
    }

    /// <summary>Units were leased.</summary>
    /// <param name="at">When.</param>
    /// <param name="count">How many.</param>
    /// <param name="first">Of these, those that never were before.</param>
    public void AddLeases(TimeSpan at, int count, int first)
    {
        lock (_gate)
        {
            _leases[Tenth] += count;
            Leases += count;
            Add(at, (count, 0, 0));
            _first += first;
            while (_begins.Count <= Tenth || (_first == units && _begins.Count == Tenths))
                _begins.Add(Stopwatch.GetTimestamp());
        }
    }

    /// <summary>A unit was handed in.</summary>
    public void AddFinished(TimeSpan at)
    {
        lock (_gate)
            Add(at, (0, 1, 0));
    }

    /// <summary>Units were committed.</summary>
    public void AddCommitted(TimeSpan at, int count)
    {
        lock (_gate)
        {
            if (_first < units)
                _committed[Tenth] += count;
            Committed += count;
            Add(at, (0, 0, count));
        }
    }

    /// <summary>What was done by tenth of the units.</summary>
    public IReadOnlyList<SimulatedTenth> TenthsSoFar() =>
    [
        .. Enumerable.Range(0, _begins.Count - 1).Select(i => new SimulatedTenth(
            Stopwatch.GetElapsedTime(_begins[i], _begins[i + 1]).TotalSeconds,
            _leases[i],
            _committed[i],
            Enumerable.Range(0, Kinds).Sum(kind => _calls[i, kind]),
            Enumerable.Range(0, Kinds).ToDictionary(kind => (SimulatedCall)kind, kind => _milliseconds[i, kind] / Math.Max(_calls[i, kind], 1)))),
    ];

    /// <summary>What happened by virtual time.</summary>
    public IReadOnlyList<SimulatedPeriod> Periods() =>
    [
        .. _periods.Select((period, i) => new SimulatedPeriod((double)i * FleetSimulationReport.PeriodSeconds, period.Leases, period.Finished, period.Committed)),
    ];

    private void Add(TimeSpan at, (long Leases, long Finished, long Committed) what)
    {
        int period = (int)(at.TotalSeconds / FleetSimulationReport.PeriodSeconds);
        while (_periods.Count <= period)
            _periods.Add(default);
        (long leases, long finished, long committed) = _periods[period];
        _periods[period] = (leases + what.Leases, finished + what.Finished, committed + what.Committed);
    }
}
