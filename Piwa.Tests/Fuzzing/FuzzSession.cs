using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Piwa.Tests.Fuzzing;

/// <summary>A long run over one target: mutations until the time is up; inputs that reach something new become starting points.</summary>
/// <param name="target">The target.</param>
/// <param name="coverage">What is known of branches.</param>
/// <param name="seed">What makes the run the same again.</param>
internal sealed class FuzzSession(FuzzTarget target, FuzzCoverage coverage, int seed)
{
    /// <summary>An input that takes longer hangs: the process ends, and the input stays.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int MostFailures = 20;

    private readonly Dictionary<string, string> _failures = [];
    private readonly List<(byte[] Input, int Gain)> _found = [];
    private byte[] _current = [];
    private long _since = Stopwatch.GetTimestamp();

    public long Runs { get; private set; }

    public long Taken { get; private set; }

    public TimeSpan Longest { get; private set; }

    /// <summary>The input that took that long.</summary>
    public byte[] Slowest { get; private set; } = [];

    /// <summary>Inputs that reached something new, in the order in which they did, and how much that was.</summary>
    public IReadOnlyList<(byte[] Input, int Gain)> Found => _found;

    /// <summary>Failures by where they come from, each with its input.</summary>
    public IReadOnlyDictionary<string, string> Failures => _failures;

    public void Run(TimeSpan budget, CancellationToken cancellationToken)
    {
        using Timer watch = new(_ => Watch(), null, Patience, Patience);
        List<byte[]> corpus = FuzzCorpus.Read(target);
        foreach (byte[] input in corpus)
            Execute(input, isNew: null);
        if (corpus.Count == 0)
            corpus.Add([]);
        var mutator = new Mutator(new Random(seed));
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < budget && _failures.Count < MostFailures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Execute(mutator.Next(target, corpus), corpus);
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{target.Name,-20} {Runs,10:N0} runs {Taken,9:N0} taken {_found.Count,5} new {coverage.Count,6} branches {Longest.TotalMilliseconds,7:F0} ms longest {_failures.Count,3} failures");

    private void Execute(byte[] input, List<byte[]>? isNew)
    {
        Volatile.Write(ref _since, Stopwatch.GetTimestamp());
        _current = input;
        coverage.Begin();
        try
        {
            if (FuzzInput.Run(target, input, isAlone: true))
                Taken++;
        }
        catch (FuzzException failure)
        {
            string key = Key(failure);
            if (!_failures.ContainsKey(key))
                _failures.Add(key, $"{failure.Message} {FuzzCorpus.KeepFailure(target, input)}");
        }

        Runs++;
        TimeSpan took = Stopwatch.GetElapsedTime(Volatile.Read(ref _since));
        if (took > Longest)
            (Longest, Slowest) = (took, input);
        if (coverage.End() is > 0 and var gain && isNew is not null)
        {
            isNew.Add(input);
            _found.Add((input, gain));
        }
    }

    /// <summary>Failures of one place are one: the lines of the stack that are ours say where it is.</summary>
    private static string Key(FuzzException failure)
    {
        const int Lines = 2;
        var key = new StringBuilder(failure.InnerException?.GetType().Name ?? failure.Message.Split('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')[0]);
        foreach (string line in (failure.InnerException?.StackTrace ?? "").Split('\n').Where(line => line.Contains("Piwa.", StringComparison.Ordinal)).Take(Lines))
            key.Append(' ').Append(line.Trim());
        return key.ToString();
    }

    private void Watch()
    {
        if (Stopwatch.GetElapsedTime(Volatile.Read(ref _since)) > Patience)
            Environment.FailFast($"{target.Name} hangs: {FuzzCorpus.KeepFailure(target, _current)}");
    }
}
