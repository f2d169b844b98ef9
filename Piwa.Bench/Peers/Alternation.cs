using System.Diagnostics;

namespace Piwa.Bench.Peers;

/// <summary>
/// Times contestants in turns, A B A B, so that a neighbour who takes the machine for a while takes it from all of them.
/// </summary>
internal static class Alternation
{
    /// <summary>Runs every contestant once to warm up, then <paramref name="rounds"/> times in turns.</summary>
    /// <returns>Median time of each, in their order.</returns>
    public static TimeSpan[] Run(int rounds, params ReadOnlySpan<Action> contestants)
    {
        var times = new TimeSpan[contestants.Length][];
        for (int i = 0; i < contestants.Length; i++)
        {
            times[i] = new TimeSpan[rounds];
            contestants[i]();
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < contestants.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                contestants[i]();
                times[i][round] = Stopwatch.GetElapsedTime(start);
            }
        }

        return [.. times.Select(Median)];
    }

    private static TimeSpan Median(TimeSpan[] times)
    {
        Array.Sort(times);
        return times[times.Length / 2];
    }
}
