using System.Globalization;

namespace Piwa.Tests.Chain.Minting.Schedules;

/// <summary>Whatever the network does and whenever the lane is killed, each asset is minted and each root is anchored exactly once.</summary>
/// <remarks>The seed in a failure's message makes the same run again: PIWA_FIRST_SCHEDULE=seed PIWA_SCHEDULES=1.</remarks>
public sealed class MintScheduleTests
{
    /// <summary>How many schedules to run: two thousand in CI.</summary>
    private const string CountVariable = "PIWA_SCHEDULES";

    private const string FirstVariable = "PIWA_FIRST_SCHEDULE";
    private const int DefaultCount = 1_000;

    [Fact]
    public async Task EachLeafIsAppendedExactlyOnceUnderEverySchedule()
    {
        int first = Variable(FirstVariable, 0);
        int count = Variable(CountVariable, DefaultCount);
        int[] processes = new int[Enum.GetValues<LaneForm>().Length];
        await Parallel.ForEachAsync(Enumerable.Range(first, count), TestContext.Current.CancellationToken, async (seed, stop) =>
        {
            try
            {
                using MintSchedule schedule = new(seed);
                await schedule.RunAsync(stop);
                await schedule.CheckAsync(stop);
                Interlocked.Add(ref processes[(int)MintSchedule.FormOf(seed)], schedule.ProcessCount);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                throw new InvalidOperationException($"Schedule {seed}, {MintSchedule.FormOf(seed)}: {failure.Message}", failure);
            }
        });

        // Killing is the rule: a lane that never died would have shown nothing.
        Assert.True(
            count == 1 || processes.All(each => each > 2 * (count / processes.Length)),
            $"{count} schedules took {string.Join(", ", processes)} processes.");
    }

    private static int Variable(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
