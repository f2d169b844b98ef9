namespace Piwa.Tests.Crashes;

/// <summary>
/// The host is killed at each moment around each write, and at any time, again and again while it makes one data set; in the end the data
/// set is that of a run that nobody disturbed; how often, <see cref="CrashSettings"/> says.
/// </summary>
[Trait("Kind", "crash")]
public sealed class CrashTests(ITestOutputHelper output)
{
    [Fact]
    public Task ASetIsTheSame() => CheckAsync(CrashScenario.Make, CrashSettings.Extra / 4);

    [Fact]
    public Task APromotedSetIsTheSame() => CheckAsync(CrashScenario.Promote, CrashSettings.Extra / 4);

    [Fact]
    public Task ARepairedSetIsTheSame() => CheckAsync(CrashScenario.Repair, CrashSettings.Extra / 4);

    [Fact]
    public Task AnUploadIsTheSame() => CheckAsync(CrashScenario.Upload, CrashSettings.Extra / 4);

    [Fact]
    public Task ASetOfAFleetIsTheSame() => CheckAsync(CrashScenario.Fleet, CrashSettings.Extra / 4);

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

    private static string[] Choose(string[] moments) => [.. moments.Distinct().Where((_, i) => CrashSettings.Takes(i))];

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
        var schedule = new CrashSchedule(moments, chosen, new Random(CrashSettings.Seed), extra);
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
            Assert.True(expected == actual, $"Seed {CrashSettings.Seed}, set {sets}: {schedule}\nexpected\n{expected}\nfound\n{actual}");
        }

        output.WriteLine($"{sets} sets, {schedule}");
        Assert.Empty(schedule.NeverReached);
    }
}
