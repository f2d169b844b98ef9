using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Keys;
using Piwa.Kernels.Devices;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Pipeline;

/// <summary>What waits for the ledger when a run begins, and is not done when it is stopped.</summary>
public sealed class BacklogTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task WhatIsBehindABacklogThatWasGivenUpIsLeftToTheNextRun()
    {
        string directory = _home["dataset"];
        await SmallRun.RunAsync(directory, 8);
        FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
        PiwaOptions options = new PiwaOptions
        {
            OutputDirectory = directory,
            Campaign = SmallRun.Campaign,
            Device = "host",
            Threads = 2,
            BatchAssets = 3,
            TimeProvider = clock,
        }.ValidatedCopy();
        using Dataset dataset = Dataset.OpenForWriting(directory, SmallRun.Campaign);
        using Keypair wallet = Keypair.Generate();
        using Device device = DeviceCatalog.OpenVerified("host", 2);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        StuckEnd end = new();
        RunReport report;
        RunHistory history = new(clock);
        WorkUnit[] units = [.. dataset.Missing(24)];
        PipelineRun run = new(
            options, dataset, wallet, device, units.ToAsyncEnumerable(), history, history.Begin(dataset, units), end, new ChainLanes(null, null));
        await using (run)
        {
            Task<RunReport> running = run.RunAsync(null, TimeSpan.FromSeconds(1), cancel.Token);
            while (!running.IsCompleted && File.ReadAllLines(Path.Combine(directory, "manifest.jsonl")).Length < 3)
                await Task.Delay(10, Stop);
            await cancel.CancelAsync();

            // The backlog is given some seconds more, of this clock.
            while (!running.IsCompleted)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(10, Stop);
            }

            report = await running;
        }

        SmallRun.AssertLaw(report.Progress);
        Assert.True(report.WasCancelled);
        Assert.True(end.WasStopped);
        Assert.Equal((0, 16, 16, 0), (report.Progress.Completed, report.Progress.DeadLettered, report.Progress.Drained, end.Shards));
        Assert.Equal(3, dataset.Shards.Count);
    }

    /// <summary>A ledger that never gets to the end of the backlog.</summary>
    private sealed class StuckEnd : IMintStage
    {
        public bool WasStopped { get; private set; }

        public int Shards { get; private set; }

        public Task RunAsync(CommittedShard shard, CancellationToken cancellationToken)
        {
            Shards++;
            return Task.CompletedTask;
        }

        public async Task RunBacklogAsync(IReadOnlyList<ShardRecord> shards, CancellationToken cancellationToken)
        {
            Assert.Single(shards);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            finally
            {
                WasStopped = true;
            }
        }
    }
}
