using System.Globalization;

namespace Piwa.Tests.Chain.Minting.Schedules;

/// <summary>Whatever the network does and whenever the minter is killed, each asset is minted exactly once.</summary>
/// <remarks>The seed in a failure's message makes the same run again.</remarks>
public sealed class MintScheduleTests
{
    /// <summary>How many schedules to run, from the environment; ten thousand are run before a release.</summary>
    private const string CountVariable = "PIWA_SCHEDULES";

    private const int DefaultCount = 1_000;

    [Fact]
    public async Task EachAssetIsMintedExactlyOnceUnderEverySchedule()
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable(CountVariable), CultureInfo.InvariantCulture, out int wanted)
            ? wanted
            : DefaultCount;
        int processes = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, count), TestContext.Current.CancellationToken, async (seed, stop) =>
        {
            try
            {
                using MintSchedule schedule = new(seed);
                await schedule.RunAsync(stop);
                await schedule.CheckAsync(stop);
                Interlocked.Add(ref processes, schedule.ProcessCount);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                throw new InvalidOperationException($"Schedule {seed}: {failure.Message}", failure);
            }
        });

        // Killing is the rule: a minter that never died would have shown nothing.
        Assert.True(processes > 2 * count, $"{count} schedules took {processes} processes.");
    }
}
