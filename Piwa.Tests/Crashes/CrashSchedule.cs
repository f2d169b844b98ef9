namespace Piwa.Tests.Crashes;

/// <summary>When processes are killed: at moments that commands, undisturbed, came by, then by chance at any time.</summary>
/// <param name="moments">The moments of each command, in their order.</param>
/// <param name="chosen">By command, those that have their turn.</param>
/// <param name="random">Chooses what comes by chance.</param>
/// <param name="extra">How many kills by chance.</param>
internal sealed class CrashSchedule(string[][] moments, string[][] chosen, Random random, int extra)
{
    private const int MostTurns = 3;
    private const int MostTries = 3;

    /// <summary>Longer than a command takes on a machine that is not busy.</summary>
    private static readonly TimeSpan LatestKill = TimeSpan.FromSeconds(2.5);

    private readonly List<string>[] _distinct = [.. moments.Select(each => each.Distinct().ToList())];
    private readonly List<string>[] _pending = [.. chosen.Select(each => each.ToList())];
    private readonly int _chosen = chosen.Sum(each => each.Length);
    private readonly Dictionary<string, int> _misses = [];
    private int _command;
    private int _killed;
    private int _chances;
    private int _left = extra;

    /// <summary>Moments at which no process could be killed.</summary>
    public List<string> NeverReached { get; } = [];

    public bool IsDone => _left <= 0 && _pending.All(each => each.Count == 0);

    /// <summary>What is next for a command; null if it is to run undisturbed.</summary>
    public (string? Moment, int Turn, TimeSpan? After)? Take(int command)
    {
        const int InARow = 10;
        _command = command;
        if (_pending[command] is [var moment, ..])
            return (moment, 1, null);

        // Now and then undisturbed, so that later commands have their turn.
        if (_left <= 0 || random.Next(InARow) == 0)
            return null;
        _left--;
        _chances++;
        return random.Next(4) == 0
            ? (null, 0, LatestKill * random.NextDouble())
            : (_distinct[command][random.Next(_distinct[command].Count)], random.Next(1, MostTurns + 1), null);
    }

    /// <summary>Tells whether the process was killed.</summary>
    /// <param name="wasKilled">If not, the command is done.</param>
    /// <param name="moment">The moment that it was to be killed at, if it was one.</param>
    public void Tell(bool wasKilled, string? moment = null)
    {
        _killed += wasKilled ? 1 : 0;
        if (moment is null || !_pending[_command].Contains(moment))
            return;
        if (wasKilled)
        {
            _pending[_command].Remove(moment);
        }
        else if ((_misses[moment] = _misses.GetValueOrDefault(moment) + 1) == MostTries)
        {
            _pending[_command].Remove(moment);
            NeverReached.Add(moment);
        }
    }

    public override string ToString() => $"{_killed} kills: at {_chosen} of {_distinct.Where((_, i) => chosen[i].Length > 0).Sum(each => each.Count)} moments, then {_chances} tries by chance";
}
