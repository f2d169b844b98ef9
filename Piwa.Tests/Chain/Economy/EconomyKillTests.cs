using System.Diagnostics;
using System.Globalization;
using Piwa.Bench.Economy;
using Piwa.Chain.Economy;
using Piwa.Chain.Hashing;
using Piwa.Chain.Storage;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Economy;

/// <summary>A process that enters a history is killed at any write of it; entered again, the history is what it would have been.</summary>
public sealed class EconomyKillTests : IDisposable
{
    /// <summary>One epoch, and the first step of the next.</summary>
    private const int DefaultSteps = 9;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task KilledAtAnyWriteItIsTheSameHistory()
    {
        int steps = int.TryParse(Environment.GetEnvironmentVariable("PIWA_KILLS"), CultureInfo.InvariantCulture, out int more) ? more : DefaultSteps;
        Assert.Equal(0, await FeedAsync(Under("whole"), steps, new() { ["PIWA_FAIL_LOG"] = _home["moments"] }));
        Assert.SkipUnless(File.Exists(_home["moments"]), "This build has no moments to fail at.");
        string[] moments = File.ReadAllLines(_home["moments"]);
        Assert.True(moments.Length >= 3 * steps, string.Join(", ", moments));
        Hash256[] whole = Hashes(Under("whole"));
        Assert.Equal(steps + 1, whole.Length);

        Dictionary<string, int> turns = [];
        for (int i = 0; i < moments.Length; i++)
        {
            int turn = turns[moments[i]] = turns.GetValueOrDefault(moments[i]) + 1;
            string path = Under($"killed-{i}");
            Assert.NotEqual(0, await FeedAsync(path, steps, new() { ["PIWA_FAIL_POINT"] = $"kill {moments[i]} @{turn}" }));
            if (File.Exists(path))
                Assert.Equal(whole[..Hashes(path).Length], Hashes(path));

            // All is asked for again, what was entered among it.
            Assert.Equal(whole[^1].ToString(), EconomyFeedCommand.Feed(path, steps));
            Assert.Equal(whole, Hashes(path));
        }

        TestContext.Current.SendDiagnosticMessage($"Killed at each of {moments.Length} moments of {whole.Length} entries.");
    }

    private string Under(string name) => Path.Combine(Directory.CreateDirectory(_home[name]).FullName, "economy.log");

    private static Hash256[] Hashes(string path)
    {
        using ValueLog log = new(FileLogStorage.OpenReadOnly(path), new ValueBalances());
        return [.. log.Entries.Select(entry => entry.Hash)];
    }

    private static async Task<int> FeedAsync(string path, int steps, Dictionary<string, string> environment)
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Piwa.Bench.exe" : "Piwa.Bench");
        var start = new ProcessStartInfo(program, ["economy-feed", "--file", path, "--count", $"{steps}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0 || environment.ContainsKey("PIWA_FAIL_POINT"), await errors);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
