using Microsoft.Extensions.Logging;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Chain.Requests;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Flow;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Sinks;
using Piwa.Pipeline.Stages;
using Piwa.Pipeline.Telemetry;

namespace Piwa.Pipeline;

/// <summary>One run: the graph, what it works with, and the loop that admits batches into it.</summary>
/// <remarks>
/// Threads: the caller's task admits; the lane's thread generates and renders; the thread pool seals, writes and mints. What they
/// share is thread-safe: the tally, the work plan, the pools.
/// </remarks>
internal sealed class PipelineRun : IAsyncDisposable
{
    /// <summary>What a run that is stopped gives the oracle and the ledger for the shards that are committed.</summary>
    private static readonly TimeSpan FinishingTime = TimeSpan.FromSeconds(10);

    private readonly PiwaOptions _options;
    private readonly Dataset _dataset;
    private readonly ChainLanes _lanes;
    private readonly ILogger _log;
    private readonly RunHistory _history;
    private readonly RunTally _tally;
    private readonly WorkPlan _plan;
    private readonly FlowRun _flow;
    private readonly DeviceLane _lane;
    private readonly LaneScheduler _scheduler;
    private readonly LaneScheduler _writing;
    private readonly LeasePool<AssetBatch> _leases;
    private readonly SealedBatchPool _sealed;
    private readonly SealStage _seal;
    private readonly ShardStage _shard;
    private readonly Patience _patience;
    private readonly IMintStage _end;
    private readonly BatchGraph _graph;
    private readonly PipelineInstruments _instruments;
    private readonly IRecipeSource _recipes;
    private readonly IAsyncEnumerable<WorkUnit> _units;
    private readonly string _wallet;
    private readonly long _sealedBefore;
    private Task<bool> _backlog = Task.FromResult(true);
    private bool _isShardLeft;
    private int _finishedShards;

    /// <param name="options">How it runs, validated.</param>
    /// <param name="dataset">Where shards go, open for writing.</param>
    /// <param name="wallet">The operator's wallet: signs the records of shards.</param>
    /// <param name="device">Makes the assets; not disposed.</param>
    /// <param name="units">What is to make: asked for the next unit when there is room for it.</param>
    /// <param name="history">What the run has been through before.</param>
    /// <param name="tally">Counts it.</param>
    /// <param name="end">What happens to committed shards.</param>
    /// <param name="lanes">The lanes that <paramref name="end"/> works with, for the report.</param>
    /// <param name="checksums">Keeps the shards' SHA-256; null where no card of them follows.</param>
    public PipelineRun(
        PiwaOptions options,
        Dataset dataset,
        ISigner wallet,
        Device device,
        IAsyncEnumerable<WorkUnit> units,
        RunHistory history,
        RunTally tally,
        IMintStage end,
        ChainLanes lanes,
        ShardChecksums? checksums = null)
    {
        options = options.For(device.Info);
        _options = options;
        _dataset = dataset;
        _lanes = lanes;
        _wallet = wallet.PublicKey.ToString();
        _log = options.LoggerFactory.CreateLogger("Piwa.Pipeline");
        _units = units;
        _end = end;
        _history = history;
        _tally = tally;
        _finishedShards = tally.Shards;
        _sealedBefore = tally.Sealed;
        _plan = new WorkPlan(options.BatchAssets);
        _recipes = options.RecipeSource(dataset.CreateSource());

        // An asset that cannot be made is no exception but a fault in its batch; whatever is thrown is beyond one asset.
        _flow = new FlowRun(
            Bury, isRunFailure: _ => true, options.CreateMeter(), options.TimeProvider, options.Worked);
        _patience = new Patience(options.TimeProvider, _flow.Drain, FinishingTime, _log.Waiting);
        _lane = device.CreateLane(SealStage.Ask(options.Campaign.LaneOptions(options.BatchAssets), options.Campaign.ImageFormat));
        _scheduler = new LaneScheduler("piwa-lane-0");
        _writing = new LaneScheduler("piwa-shard");
        _leases = new LeasePool<AssetBatch>(_flow, "batch", [.. Enumerable.Range(0, options.BatchCount).Select(_ => _lane.CreateBatch())]);
        _sealed = new SealedBatchPool(options.BatchAssets, options.Campaign.RowLayout);
        _seal = new SealStage(_sealed, _tally, options.Campaign.Seed);
        _instruments = new PipelineInstruments(_tally, _leases, Snapshot, options.MeterFactory);
        _shard = new ShardStage(
            dataset,
            _plan,
            ProofOfRender.DeviceName($"{device.Info.Id}: {device.Info.Name}"),
            wallet,
            options.TimeProvider,
            _tally,
            new ShardLimits(new DiskRoom(dataset.DirectoryPath, options.LeastFreeBytes), new DeadShareLimit(options.MaximumDeadShare), _patience),
            new RowSinks(options.RowSinks, _flow.Drain.Token),
            _writing,
            checksums);
        _graph = new BatchGraph(
            _flow,
            GraphOptions.Create(_flow, _scheduler, options.BatchCount, SealThreads(options), options.UnmintedShards),
            new GraphStages(new GenerateStage(_lane), new RenderStage(_lane), _seal, _shard, FinishAsync));
        DeviceName = $"{device.Info.Id} ({device.Info.Name})";
    }

    /// <summary>What this run has worked.</summary>
    public NodeWork Work => new(
        _tally.Sealed - _sealedBefore, _patience.Waited, [.. _flow.Stages.Select(stage => new StageTime(stage.Name, stage.Busy))]);

    private string DeviceName { get; }

    /// <summary>Sealing is work for the CPU as much as the kernels of the host are: one thread on each core.</summary>
    public static int SealThreads(PiwaOptions options) => options.Threads > 0 ? options.Threads : Environment.ProcessorCount;

    public async Task<RunReport> RunAsync(IProgress<RunProgress>? progress, TimeSpan interval, CancellationToken cancellationToken)
    {
        _log.RunStarted(_history.Planned, _dataset.Shards.Sum(shard => (long)shard.Assets), _dataset.DirectoryPath, DeviceName);
        using CancellationTokenRegistration cancelled = _flow.Drain.RequestWhenCancelled(cancellationToken);
        ITimer? timer = progress is null
            ? null
            : _options.TimeProvider.CreateTimer(_ => progress.Report(Snapshot()), null, interval, interval);
        try
        {
            _backlog = RunBacklogAsync([.. _dataset.Outbox]);
            await AdmitAsync().ConfigureAwait(false);
            await _graph.Completion.ConfigureAwait(false);
            await _backlog.ConfigureAwait(false);
        }
        finally
        {
            if (timer is not null)
                await timer.DisposeAsync().ConfigureAwait(false);
        }

        RunProgress end = Snapshot();
        progress?.Report(end);
        CheckNothingIsLeft();
        if (_flow.Drain.Cause is { Reason: DrainReason.Failed } cause)
            throw new RunFailedException(cause.Source, cause.Exception, end);

        bool wasCancelled = _flow.Drain.IsRequested;
        _log.RunEnded(end.Completed, end.DeadLettered, wasCancelled);
        return new RunReport(
            end, _dataset.DirectoryPath, DeviceName, _wallet, _lanes.Minting?.MintedCount ?? 0, AnchoredAssets(), wasCancelled)
        { Root = _dataset.Root };
    }

    public async ValueTask DisposeAsync()
    {
        // The graph first: its stages use all the rest.
        _graph.Admission.Complete();
        await _graph.Completion.ConfigureAwait(false);
        _instruments.Dispose();
        _scheduler.Dispose();
        _writing.Dispose();
        _seal.Dispose();
        _shard.Dispose();
        _sealed.Dispose();
        _patience.Dispose();
        _leases.Dispose();
        _lane.Dispose();
    }

    /// <summary>Ends the run: something beside the graph cannot go on.</summary>
    /// <param name="source">What.</param>
    /// <param name="fault">Why.</param>
    public void Fail(string source, Exception fault) => _flow.Drain.Request(DrainCause.Failed(source, fault));

    /// <summary>Puts on the ledger what earlier runs left, while the device works. What fails ends the run.</summary>
    /// <returns>Whether all of it is there.</returns>
    private async Task<bool> RunBacklogAsync(ShardRecord[] shards)
    {
        await Task.Yield();
        try
        {
            await _patience.RetryAsync(token => _end.RunBacklogAsync(shards, token), ReasonToWait).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (_flow.Drain.IsRequested)
        {
            // The next run goes on.
        }
        catch (Exception fault)
        {
            _flow.Drain.Request(DrainCause.Failed("mint", fault));
        }

        return false;
    }

    private async Task AdmitAsync()
    {
        try
        {
            await foreach (WorkUnit unit in _units.WithCancellation(_flow.Drain.Token).ConfigureAwait(false))
            {
                foreach ((long batch, ulong firstAsset, int count) in _plan.Begin(unit))
                {
                    if (!await SubmitAsync(batch, firstAsset, count).ConfigureAwait(false))
                        return;
                }
            }
        }
        catch (OperationCanceledException) when (_flow.Drain.IsRequested)
        {
            // It waited for more to do.
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Fail("admit", fault);
        }
        finally
        {
            _graph.Admission.Complete();
        }
    }

    private async Task<bool> SubmitAsync(long batch, ulong firstAsset, int count)
    {
        Lease<AssetBatch>? lease = await _leases.AcquireAsync($"batch {batch}").ConfigureAwait(false);
        if (lease is null)
            return false;

        lease.Value.Begin(_recipes, firstAsset, count);

        // Counted first: the batch may be through before the call returns.
        _tally.Admit(count);
        if (await _graph.Admission.SubmitAsync(batch, new PlannedBatch(lease)).ConfigureAwait(false))
            return true;

        _tally.Admit(-count);
        return false;
    }

    private long AnchoredAssets() => _lanes.Anchoring is { } anchoring
        ? _dataset.Outbox.Where(shard => _dataset.AnchorIndexOf(shard) < anchoring.AnchoredCount).Sum(shard => (long)shard.Rows)
        : 0;

    private async Task FinishAsync(CommittedShard committed)
    {
        // The ledger takes shards in the order of the manifest: behind one that is left to the next run, all are. One at a time comes here.
        if (!await _backlog.ConfigureAwait(false) || _isShardLeft)
            throw new OperationCanceledException("A shard before this one is left to the next run.");
        _isShardLeft = true;
        await _patience.RetryAsync(token => _end.RunAsync(committed, token), ReasonToWait).ConfigureAwait(false);
        _isShardLeft = false;
        ShardRecord shard = committed.Record;
        Interlocked.Increment(ref _finishedShards);
        _plan.Finish(shard.FirstAsset);
        _tally.Complete(shard.Rows);
        _tally.Fail(shard.Dead.Count);
        _log.ShardMinted(shard.File, shard.Rows, shard.Dead.Count, shard.Bytes);
    }

    private static string? ReasonToWait(Exception fault) => fault switch
    {
        OracleException { Kind: OracleErrorKind.Unavailable } => $"the oracle is away: {fault.Message}",
        RequestException { IsTransient: true } => fault.Message,
        _ => null,
    };

    private void Bury(Failure failure)
    {
        long assets = _plan.AssetsOf(failure.Ids);
        if (failure.IsDrained)
            _tally.Drain(assets);
        else
            _tally.Fail(assets);
        _log.BatchFailed(failure.ToString());
    }

    private void CheckNothingIsLeft()
    {
        if (_leases.LiveCount > 0 || _sealed.LiveCount > 0)
        {
            throw new InvalidOperationException(
                $"Batches are alive after the run: {string.Join(", ", _leases.LiveOwners)}; {_sealed.LiveCount} sealed ones.");
        }
    }

    private RunProgress Snapshot()
    {
        IReadOnlyList<StageReport> stages = _flow.Stages;
        double busy = Math.Max(stages.Sum(stage => stage.Busy.TotalSeconds), 1e-9);
        return new RunProgress
        {
            Planned = _history.Planned,
            AlreadyThere = _history.AlreadyThere,
            Admitted = _tally.Admitted,
            Sealed = _tally.Sealed,
            Completed = _tally.Completed,
            DeadLettered = _tally.DeadLettered,
            Drained = _tally.Drained,
            Shards = _tally.Shards,
            ShardBytes = _tally.ShardBytes,
            Elapsed = _options.TimeProvider.GetElapsedTime(_history.StartedAt),
            Stages = [.. stages.Select((stage, i) => new StageShare(
                stage.Name, stage.Capacity, stage.Parallelism, stage.Busy, stage.Busy.TotalSeconds / busy)
            {
                Assets = Math.Min(stage.Passed * _options.BatchAssets, _tally.Admitted),
                Waiting = stage.Waiting + (i == 0 ? 0 : stages[i - 1].Leaving),
                Lane = stage.Lane,
            })],
            IsDraining = _flow.Drain.IsRequested,
            UnmintedShards = _tally.Shards - Volatile.Read(ref _finishedShards),
            OnLedger = (_lanes.Minting?.MintedCount ?? 0) + (_lanes.Anchoring?.AnchoredCount ?? 0),
            DeviceLosses = _history.DeviceLosses,
            LastDeviceLoss = _history.LastDeviceLoss,
            Waiting = _patience.Reason,
            TelemetryPosts = _history.Meter.Posts,
            WaitingTelemetryPosts = _history.Meter.WaitingPosts,
        };
    }
}
