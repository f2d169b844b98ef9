using System.Globalization;

namespace Piwa.Tests.Crashes;

/// <summary>
/// The host is killed at each moment around each write, and at any time, again and again while it makes one data set; in the end the data
/// set is that of a run that nobody disturbed.
/// </summary>
/// <remarks>
/// A plain run kills once at every third moment of a scenario's last command, or of those that it names; <c>PIWA_CRASH_SEED</c> says where it begins. With
/// <c>PIWA_CRASHES</c> all moments have their turn, and a process is killed as many times more, at moments and times that the seed chooses.
/// </remarks>
[Trait("Kind", "crash")]
public sealed class CrashTests(ITestOutputHelper output)
{
    private static int Extra => Number("PIWA_CRASHES", 0);

    private static int Seed => Number("PIWA_CRASH_SEED", 1);

    [Fact]
    public Task ASetIsTheSame() => CheckAsync(CrashScenario.Make, Extra / 4);

    [Fact]
    public Task APromotedSetIsTheSame() => CheckAsync(CrashScenario.Promote, Extra / 4);

    [Fact]
    public Task ARepairedSetIsTheSame() => CheckAsync(CrashScenario.Repair, Extra / 4);

    [Fact]
    public Task AnUploadIsTheSame() => CheckAsync(CrashScenario.Upload, Extra / 4);

    [Fact]
    public Task ASetOfAFleetIsTheSame() => CheckAsync(CrashScenario.Fleet, Extra / 4);

    [Fact]
    public async Task AWriteThatFailsLosesNothing()
    {
        (string expected, string[][] moments) = await UndisturbedAsync(CrashScenario.Make);
        string[] chosen = Choose(moments[0]);
        int failed = 0;
        var left = new Queue<string>(chosen);
        while (left.Count > 0)
        {
            using CrashedSet set = new(CrashScenario.Make);
            while (!set.IsDone)
            {
                if (left.TryDequeue(out string? moment))
                    failed += await set.FailAsync(moment, 1) ? 1 : 0;
                else
                    await set.RunAsync();
            }

            Assert.Equal(expected, await set.DigestAsync());
        }

        output.WriteLine($"{failed} of {chosen.Length} failing writes ended a run");
        Assert.True(failed > chosen.Length / 2);
    }

    private static string[] Choose(string[] moments) => [.. moments.Distinct().Where((_, i) => Extra > 0 || i % 3 == Seed % 3)];

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    private static async Task<(string Digest, string[][] Moments)> UndisturbedAsync(CrashScenario scenario)
    {
        using CrashedSet set = new(scenario);
        var moments = new List<string[]>();
        while (!set.IsDone)
            moments.Add([.. await set.RunAsync()]);
        return (await set.DigestAsync(), [.. moments]);
    }

    private async Task CheckAsync(CrashScenario scenario, int extra)
    {
        (string expected, string[][] moments) = await UndisturbedAsync(scenario);
        Assert.DoesNotContain("finding", expected, StringComparison.Ordinal);
        string[][] chosen = [.. moments.Select((each, i) => scenario.InTurn(i) ? Choose(each) : [])];
        var schedule = new CrashSchedule(moments, chosen, new Random(Seed), extra);
        int sets = 0;
        while (!schedule.IsDone)
        {
            using CrashedSet set = new(scenario);
            while (!set.IsDone)
            {
                switch (schedule.Take(set.Next))
                {
                    case { After: { } after }:
                        schedule.Tell(await set.KillAsync(after));
                        break;
                    case { Moment: { } moment, Turn: int turn }:
                        schedule.Tell(await set.KillAsync(moment, turn), moment);
                        break;
                    default:
                        await set.RunAsync();
                        break;
                }
            }

            sets++;
            string actual = await set.DigestAsync();
            Assert.True(expected == actual, $"Seed {Seed}, set {sets}: {schedule}\nexpected\n{expected}\nfound\n{actual}");
        }

        output.WriteLine($"{sets} sets, {schedule}");
        Assert.Empty(schedule.NeverReached);
    }
}
