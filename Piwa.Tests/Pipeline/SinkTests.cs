using Microsoft.Extensions.Time.Testing;
using Piwa.Pipeline;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Sinks;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Pipeline;

/// <summary>Code of the user's at the end of the graph: whatever it does, what was admitted is completed or a dead letter.</summary>
public sealed class SinkTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task AShardSinkGetsEachShardOnceAndANewOneGetsThoseOfBefore()
    {
        var first = new Shelf();
        await SmallRun.RunAsync(_home["a"], 20, options => options.ShardSinks = [first]);
        await SmallRun.RunAsync(_home["a"], 32, options => options.ShardSinks = [first]);
        var second = new Shelf();
        RunReport none = await SmallRun.RunAsync(_home["a"], 32, options => options.ShardSinks = [first, second]);
        Assert.Equal(0, none.Progress.Admitted);

        using Dataset dataset = Dataset.Open(_home["a"]);
        Assert.Equal(dataset.Outbox.Select(shard => shard.File), first.Shards.Select(shard => shard.File));
        Assert.Equal(5, second.Shards.Count);
        Assert.Equal(first.Shards.Select(shard => shard.FileHash), second.Shards.Select(shard => shard.FileHash));
    }

    [Fact]
    public async Task AShardSinkThatThrowsFailsTheRunAndGetsTheShardAgain()
    {
        var shelf = new Shelf { Fault = shard => shard.FirstAsset == 8 ? new IOException("The shelf is full.") : null };
        var fault = await Assert.ThrowsAsync<RunFailedException>(() => SmallRun.Pipeline(_home["a"], options => options.ShardSinks = [shelf])
            .RunAsync(40, null, TestContext.Current.CancellationToken));
        Assert.Contains("The shelf is full.", fault.Message, StringComparison.Ordinal);
        SmallRun.AssertLaw(fault.Progress!);
        Assert.Equal(0UL, Assert.Single(shelf.Shards).FirstAsset);

        shelf.Fault = _ => null;
        await SmallRun.RunAsync(_home["a"], 40, options => options.ShardSinks = [shelf]);
        using Dataset dataset = Dataset.Open(_home["a"]);
        Assert.Equal(dataset.Outbox.Select(shard => shard.File), shelf.Shards.Select(shard => shard.File));
        await AssertSoundAsync("a");
    }

    [Fact]
    public async Task ASinkThatCancelsByItselfFailsTheRunAndLosesNothing()
    {
        var shelf = new Shelf { Fault = _ => new OperationCanceledException("Not today.") };
        var fault = await Assert.ThrowsAsync<RunFailedException>(() => SmallRun.Pipeline(_home["a"], options => options.ShardSinks = [shelf])
            .RunAsync(24, null, TestContext.Current.CancellationToken));
        Assert.Contains("Not today.", fault.Message, StringComparison.Ordinal);
        SmallRun.AssertLaw(fault.Progress!);
    }

    [Fact]
    public async Task ASlowSinkHoldsTheRunAndIsLetGoSomeSecondsAfterItIsStopped()
    {
        const int Waiting = 2;
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var shelf = new Shelf { Wait = token => Task.Delay(Timeout.Infinite, token) };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<RunReport> run = SmallRun.Pipeline(_home["a"], options =>
        {
            options.ShardSinks = [shelf];
            options.UnmintedShards = Waiting;
            options.TimeProvider = clock;
        }).RunAsync(400, null, stop.Token);
        await shelf.Called.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(run.IsCompleted);
        await stop.CancelAsync();
        while (!run.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(11));
            await Task.WhenAny(run, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        RunReport report = await run;
        Assert.True(report.WasCancelled);
        SmallRun.AssertLaw(report.Progress);
        Assert.Empty(shelf.Shards);
        Assert.True(report.Progress.Shards < 400 / 8, "The sink did not hold the run.");
        var other = new Shelf();
        await SmallRun.RunAsync(_home["a"], 8, options => options.ShardSinks = [other]);
        Assert.NotEmpty(other.Shards);
        await AssertSoundAsync("a");
    }

    [Fact]
    public async Task ASinkOfAnotherDataSetIsToldFromIts()
    {
        var shelf = new Shelf { Before = 7 };
        var fault = await Assert.ThrowsAsync<RunFailedException>(() => SmallRun.Pipeline(_home["a"], options => options.ShardSinks = [shelf])
            .RunAsync(8, null, TestContext.Current.CancellationToken));
        Assert.Contains("says that it has 7 shards", fault.Message, StringComparison.Ordinal);
        SmallRun.AssertLaw(fault.Progress!);
    }

    [Fact]
    public async Task ARowSinkGetsEachRowInOrderBeforeItsShardIsThere()
    {
        var rows = new Rows(_home["a"]);
        await SmallRun.RunAsync(_home["a"], 20, options =>
        {
            options.RowSinks = [rows];
            options.RecipeSource = inner => new SmallRun.Faulty(inner, (index, recipe) => index == 5 ? SmallRun.CutAway(recipe) : recipe);
        });
        Assert.Equal(Enumerable.Range(0, 20).Where(index => index != 5).Select(index => (ulong)index), rows.Seen.Select(row => row.AssetIndex));
        using Dataset dataset = Dataset.Open(_home["a"]);
        foreach (ShardRecord shard in dataset.Shards)
        {
            IReadOnlyList<ShardAsset> stored = await dataset.ReadHashesAsync(shard, TestContext.Current.CancellationToken);
            Assert.Equal(stored, rows.Seen.Where(row => row.AssetIndex / 8 == shard.FirstAsset / 8));
        }
    }

    [Fact]
    public async Task ARowSinkThatThrowsFailsTheRunAndTheNextOneMakesTheSame()
    {
        var rows = new Rows(_home["a"]) { FaultAt = 11 };
        var fault = await Assert.ThrowsAsync<RunFailedException>(() => SmallRun.Pipeline(_home["a"], options => options.RowSinks = [rows])
            .RunAsync(24, null, TestContext.Current.CancellationToken));
        Assert.Equal("shard", fault.Stage);
        Assert.Contains("eleven", fault.Message, StringComparison.Ordinal);
        SmallRun.AssertLaw(fault.Progress!);
        Assert.InRange(fault.Progress!.Shards, 0, 1);
        await SmallRun.RunAsync(_home["a"], 24);
        await AssertSoundAsync("a");
    }

    private async Task AssertSoundAsync(string name) => Assert.Empty((await DatasetVerifier.VerifyAsync(
        _home[name], new VerifyOptions { Samples = 1, Device = "host" }, null, TestContext.Current.CancellationToken)).Findings);

    /// <summary>Keeps what it is given.</summary>
    private sealed class Shelf : IShardSink
    {
        private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<ShardRecord> Shards { get; } = [];

        public int Before { get; init; }

        public Func<ShardRecord, Exception?> Fault { get; set; } = _ => null;

        public Func<CancellationToken, Task> Wait { get; init; } = _ => Task.CompletedTask;

        public Task Called => _called.Task;

        public Task<int> CountAsync(CancellationToken cancellationToken) => Task.FromResult(Before + Shards.Count);

        public async Task ReceiveAsync(ShardRecord shard, string path, CancellationToken cancellationToken)
        {
            _called.TrySetResult();
            await Wait(cancellationToken);
            if (Fault(shard) is { } fault)
                throw fault;
            Assert.Equal(shard.FileHash, Blake3.Hash(await File.ReadAllBytesAsync(path, cancellationToken)));
            Shards.Add(shard);
        }
    }

    private sealed class Rows(string directory) : IRowSink
    {
        public List<ShardAsset> Seen { get; } = [];

        public ulong? FaultAt { get; init; }

        public async ValueTask ReceiveAsync(AssetRow row, CancellationToken cancellationToken)
        {
            await Task.Yield();
            if (row.AssetIndex == FaultAt)
                throw new NotSupportedException("eleven");
            Assert.NotEmpty(AssetContent.Positions(row));
            Assert.False(File.Exists(Path.Combine(directory, Dataset.ShardFile(row.AssetIndex / 8 * 8))));
            Seen.Add(ShardAsset.Of(row));
        }
    }
}
