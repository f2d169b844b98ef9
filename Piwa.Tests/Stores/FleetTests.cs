using System.Runtime.CompilerServices;
using Piwa.Host;
using Piwa.Host.Commands;
using Piwa.Pipeline;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Stores;

/// <summary>Nodes that share nothing but a store make the data set that one machine makes.</summary>
public sealed class FleetTests : IDisposable
{
    private const ulong Assets = 52;
    private const int Units = 7;
    private const ulong Dead = 19;

    private readonly TemporaryDirectory _home = new();

    private DirectoryStore Store => new(_home["store"]);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task ThreeNodesAndOneMachineMakeTheSameSet()
    {
        WorkReport[] reports = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => WorkAsync(new WorkPartition(i, 3))));
        Assert.Equal(Units, reports.Sum(report => report.Published));
        Assert.All(reports, report => Assert.True(report.IsDone));
        GatherReport gathered = await FleetGatherer.GatherAsync(Store, _home["nodes/dataset"], null, Stop);
        Assert.True(gathered.IsComplete);
        Assert.Equal((Units, Units, Units), (gathered.Finished, gathered.There, gathered.Gathered));

        RunReport minted = await SmallRun.RunAsync(_home["nodes/dataset"], Assets, Change);
        Assert.Equal((0, (long)Assets - 1), (minted.Progress.Admitted, minted.Minted));
        await SmallRun.RunAsync(_home["alone/dataset"], Assets, Change);
        Assert.Equal(await DatasetDigest.OfAsync(_home["alone/dataset"]), await DatasetDigest.OfAsync(_home["nodes/dataset"]));
    }

    [Fact]
    public async Task SharesMayBeCutAnewAndWhatIsFinishedIsSkipped()
    {
        WorkReport first = await WorkAsync(new WorkPartition(1, 3));
        Assert.Equal((2, 0, 2), (first.Units, first.Before, first.Published));
        GatherReport part = await FleetGatherer.GatherAsync(Store, _home["whole"], null, Stop);
        Assert.Equal([0UL, 16, 24, 40, 48], part.Missing);
        Assert.Equal((false, 2), (part.IsComplete, part.There));

        WorkReport even = await WorkAsync(new WorkPartition(0, 2)), odd = await WorkAsync(new WorkPartition(1, 2));
        Assert.Equal((4, 1, 3), (even.Units, even.Before, even.Published)); // 0, 2, 4, 6: the first made 1 and 4
        Assert.Equal((3, 1, 2), (odd.Units, odd.Before, odd.Published));
        WorkReport again = await WorkAsync(WorkPartition.Whole);
        Assert.Equal((Units, 0, true), (again.Before, again.Published, again.Run is null));
        GatherReport whole = await FleetGatherer.GatherAsync(Store, _home["whole"], null, Stop);
        Assert.Equal((true, Units - 2), (whole.IsComplete, whole.Gathered));
    }

    [Fact]
    public async Task TwoNodesAtTheSameUnitsDoNoHarm()
    {
        WorkReport[] both = await Task.WhenAll(WorkAsync(WorkPartition.Whole, node: "a"), WorkAsync(WorkPartition.Whole, node: "b"));
        Assert.All(both, report => Assert.True(report.IsDone));
        Assert.Equal(Units, Directory.GetFiles(_home["store/units"]).Length);
        Assert.True((await FleetGatherer.GatherAsync(Store, _home["whole"], null, Stop)).IsComplete);
    }

    [Fact]
    public async Task WhatANodeMadeAndCouldNotPublishIsNotMadeAgain()
    {
        var failing = new FailingStore(Store, uploads: 2);
        await Assert.ThrowsAsync<RunFailedException>(() => WorkAsync(WorkPartition.Whole, failing));
        int left = Directory.GetFiles(_home["node-0-1/shards"], "*.parquet").Length;
        Assert.True(left > 0);

        WorkReport report = await WorkAsync(WorkPartition.Whole);
        Assert.True(report.IsDone);
        Assert.InRange(report.Run!.Progress.Admitted, 1, (long)Assets - (2 * 8) - (8 * (left - 1)));
        Assert.Empty(Directory.GetFiles(_home["node-0-1/shards"]));
        Assert.True((await FleetGatherer.GatherAsync(Store, _home["whole"], null, Stop)).IsComplete);
    }

    [Fact]
    public async Task AnUploadWhoseAnswerIsLostIsDoneAgain()
    {
        var failing = new FailingStore(Store, uploads: 3) { DoesItsWork = true };
        await Assert.ThrowsAsync<RunFailedException>(() => WorkAsync(WorkPartition.Whole, failing));
        Assert.True((await WorkAsync(WorkPartition.Whole)).IsDone);
        Assert.Equal(Units, Directory.GetFiles(_home["store/units"]).Length);
    }

    [Fact]
    public async Task AMachineThatMakesOtherBytesIsFound()
    {
        await WorkAsync(WorkPartition.Whole);
        string unit = _home["store/units/0000000008.json"], text = await File.ReadAllTextAsync(unit, Stop);
        UnitStore units = await UnitStore.OpenAsync(Store, new WorkOrder(SmallRun.Campaign, Assets), Stop);
        UnitRecord said = await units.ReadAsync(8, Stop);
        await File.WriteAllTextAsync(_home["other"], "other bytes", Stop);
        UnitRecord other = said with { Shard = said.Shard with { FileHash = Blake3.Hash("other bytes"u8) } };
        var fault = await Assert.ThrowsAsync<ManifestException>(() => units.FinishAsync(other, _home["other"], Stop));
        Assert.Contains("with other bytes", fault.Message, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(unit, Stop));

        // The same unit again is no fault.
        await File.WriteAllBytesAsync(_home["same"], await File.ReadAllBytesAsync(_home[$"store/{UnitRecord.DataName(said.Shard)}"], Stop), Stop);
        await units.FinishAsync(said, _home["same"], Stop);
    }

    [Fact]
    public async Task WhatIsDamagedInTheStoreIsRefusedAndMadeAgain()
    {
        await WorkAsync(WorkPartition.Whole);
        string data = Directory.GetFiles(_home["store/data"])[0];
        byte[] content = await File.ReadAllBytesAsync(data, Stop);
        content[content.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(data, content, Stop);
        var fault = await Assert.ThrowsAsync<ManifestException>(() => FleetGatherer.GatherAsync(Store, _home["whole"], null, Stop));
        Assert.Contains(Path.GetFileName(data), fault.Message, StringComparison.Ordinal);

        // As the message says.
        string unit = fault.Message.Split("Remove it and ")[1].Split(';')[0];
        File.Delete(data);
        File.Delete(Path.Combine(Store.DirectoryPath, unit));
        Assert.Equal(1, (await WorkAsync(WorkPartition.Whole)).Published);
        Assert.True((await FleetGatherer.GatherAsync(Store, _home["whole"], null, Stop)).IsComplete);

        File.Delete(Directory.GetFiles(_home["store/data"])[0]);
        Assert.Contains(
            "is missing", (await Assert.ThrowsAsync<ManifestException>(() => FleetGatherer.GatherAsync(Store, _home["second"], null, Stop))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherOrderIsRefused()
    {
        await WorkAsync(new WorkPartition(0, Units));
        var fault = await Assert.ThrowsAsync<DatasetMismatchException>(() => WorkAsync(
            WorkPartition.Whole, change: options => options.Campaign = SmallRun.Campaign with { Seed = 2 }));
        Assert.Contains("seed is 1, not 2", fault.Message, StringComparison.Ordinal);
        fault = await Assert.ThrowsAsync<DatasetMismatchException>(() => Pipeline("node", null).WorkAsync(Store, 99, WorkPartition.Whole, null, Stop));
        Assert.Contains("52 assets, not 99", fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => FleetGatherer.GatherAsync(new DirectoryStore(_home["empty"]), _home["whole"], null, Stop));
    }

    [Fact]
    public async Task AStopLeavesWholeUnitsAndTheNextRunGoesOn()
    {
        using var stop = new CancellationTokenSource();
        var progress = new StopAt(stop, shards: 2);
        WorkReport stopped = await Pipeline("node", null).WorkAsync(Store, Assets, WorkPartition.Whole, progress, stop.Token);

        // All of it may have been under way when it was asked to stop.
        Assert.True(stopped.IsDone || stopped.Run!.WasCancelled);
        SmallRun.AssertLaw(stopped.Run!.Progress);
        WorkReport rest = await Pipeline("node", null).WorkAsync(Store, Assets, WorkPartition.Whole, null, Stop);
        Assert.True(rest.IsDone);
        Assert.True((await FleetGatherer.GatherAsync(Store, _home["whole"], null, Stop)).IsComplete);
    }

    [Fact]
    public async Task AShareThatIsDoneIsNotCalledStopped()
    {
        WorkReport report = await WorkAsync(new WorkPartition(0, Units));
        Assert.Equal(ExitCode.Done, WorkCommand.ExitOf(report));

        // All of it was under way when it was asked to stop, or not.
        WorkReport asked = report with { Run = report.Run! with { WasCancelled = true } };
        Assert.Equal(ExitCode.Done, WorkCommand.ExitOf(asked));
        Assert.Equal(ExitCode.Stopped, WorkCommand.ExitOf(asked with { Published = 0 }));
        Assert.Equal(ExitCode.Failed, WorkCommand.ExitOf(report with { Published = 0 }));
    }

    private void Change(PiwaOptions options)
    {
        // What a node posts of itself is its own affair; records name the device and its threads.
        options.TelemetryInterval = TimeSpan.Zero;
        options.Threads = 1;
        options.WalletPath = _home["wallet.json"];
        options.RecipeSource = inner => new SmallRun.Faulty(inner, (index, recipe) => index == Dead ? SmallRun.CutAway(recipe) : recipe);
    }

    private PiwaPipeline Pipeline(string node, Action<PiwaOptions>? change) => SmallRun.Pipeline(_home[node], options =>
    {
        Change(options);
        change?.Invoke(options);
    });

    private async Task<WorkReport> WorkAsync(
        WorkPartition partition, IShardStore? store = null, string? node = null, Action<PiwaOptions>? change = null)
    {
        PiwaPipeline pipeline = Pipeline(node ?? $"node-{partition.Index}-{partition.Count}", change);
        WorkReport report = await pipeline.WorkAsync(store ?? Store, Assets, partition, null, Stop);
        if (report.Run is not null)
            SmallRun.AssertLaw(report.Run.Progress);
        return report;
    }

    private sealed class StopAt(CancellationTokenSource source, int shards) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Shards >= shards)
                source.Cancel();
        }
    }

    /// <summary>A store that is gone after so many uploads, or says so.</summary>
    private sealed class FailingStore(IShardStore inner, int uploads) : IShardStore
    {
        private int _uploads;

        public bool DoesItsWork { get; init; }

        public Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
            inner.TryCreateAsync(name, content, cancellationToken);

        public async Task UploadAsync(string name, string path, CancellationToken cancellationToken = default)
        {
            bool fails = Interlocked.Increment(ref _uploads) > uploads;
            if (!fails || DoesItsWork)
                await inner.UploadAsync(name, path, cancellationToken);
            if (fails)
                throw new IOException("The store is away.");
        }

        public Task<long?> FindLengthAsync(string name, CancellationToken cancellationToken = default) => inner.FindLengthAsync(name, cancellationToken);

        public Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default) => inner.OpenReadAsync(name, cancellationToken);

        public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (string name in inner.ListAsync(prefix, cancellationToken))
                yield return name;
        }
    }
}
