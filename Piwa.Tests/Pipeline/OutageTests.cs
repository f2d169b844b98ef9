using System.Diagnostics;
using System.Globalization;
using Piwa.Pipeline;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Host;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Pipeline;

/// <summary>The oracle goes away while a run is under way, and comes back.</summary>
public sealed class OutageTests : IDisposable
{
    private const int Budget = 3;

    private readonly TemporaryDirectory _home = new();
    private readonly PiwaProcess _piwa;

    public OutageTests() => _piwa = new PiwaProcess(_home.Path);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task MintingWaitsGenerationGoesOnUntilTheBudgetIsFullAndAllRecovers()
    {
        const int Assets = 96;
        Process serving = _piwa.Start("oracle", "serve", "state", "--port", "0", "--device", "host");
        Uri address = await OracleCommandTests.AddressAsync(serving);
        using var killed = new SemaphoreSlim(0, 1);
        PiwaPipeline pipeline = SmallRun.Pipeline(_home["dataset"], options =>
        {
            options.OracleAddress = address;
            options.UnmintedShards = Budget;
            options.RecipeSource = inner => new SmallRun.Faulty(inner, (index, recipe) =>
            {
                // Shards are on the ledger by now, and the oracle dies while the next ones are made.
                if (index == 24)
                {
                    serving.Kill();
                    serving.WaitForExit();
                    killed.Release();
                }

                return recipe;
            });
        });
        RunProgress? latest = null;
        Task<RunReport> run = pipeline.RunAsync(Assets, new Following(progress => latest = progress), Stop);
        await killed.WaitAsync(Stop);
        RunProgress full = await ReachAsync(() => latest is { Waiting: not null } seen && seen.UnmintedShards > Budget ? seen : null);
        Assert.Contains("the oracle is away", full.Waiting, StringComparison.Ordinal);

        // One shard is with the oracle, as many wait as may, one is at the door; nothing more is made.
        await Task.Delay(TimeSpan.FromSeconds(2), Stop);
        Assert.InRange(latest!.UnmintedShards, Budget, Budget + 2);
        Assert.True(latest.Shards < Assets / 8);
        Assert.False(run.IsCompleted);

        serving.Dispose();
        using Process again = _piwa.Start(
            "oracle", "serve", "state", "--port", address.Port.ToString(CultureInfo.InvariantCulture), "--device", "host");
        try
        {
            RunReport report = await run;
            SmallRun.AssertLaw(report.Progress);
            Assert.Equal((Assets, Assets), (report.Progress.Completed, report.Minted));
            Assert.Equal((0, null), (report.Progress.UnmintedShards, report.Progress.Waiting));
        }
        finally
        {
            again.Kill();
        }

        VerifyReport verified = await DatasetVerifier.VerifyAsync(_home["dataset"], new VerifyOptions { Device = "host", Samples = 0 }, null, Stop);
        Assert.Equal((true, Assets), (verified.IsSound, verified.ProofsVerified));
    }

    [Fact]
    public async Task ARunThatWaitsCanBeStopped()
    {
        Process serving = _piwa.Start("oracle", "serve", "state", "--port", "0", "--device", "host");
        Uri address = await OracleCommandTests.AddressAsync(serving);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        PiwaPipeline pipeline = SmallRun.Pipeline(_home["dataset"], options =>
        {
            options.OracleAddress = address;
            options.RecipeSource = inner => new SmallRun.Faulty(inner, (index, recipe) =>
            {
                if (index == 8)
                    serving.Kill();
                return recipe;
            });
        });
        RunReport report = await pipeline.RunAsync(
            40,
            new Following(progress =>
            {
                if (progress.Waiting is not null)
                    cancel.Cancel();
            }),
            cancel.Token);
        serving.Dispose();
        SmallRun.AssertLaw(report.Progress);
        Assert.True(report.WasCancelled);
        Assert.Equal(report.Progress.Completed, report.Minted);
        Assert.Equal(report.Progress.Drained, report.Progress.DeadLettered);
    }

    private static async Task<RunProgress> ReachAsync(Func<RunProgress?> look)
    {
        for (int i = 0; i < 1200; i++)
        {
            if (look() is { } found)
                return found;
            await Task.Delay(50, Stop);
        }

        throw new TimeoutException("The run has not come to wait within a minute.");
    }

    private sealed class Following(Action<RunProgress> action) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => action(value);
    }
}
