using System.Diagnostics.Metrics;
using Piwa.Kernels.Buffers;
using Piwa.Pipeline.Flow;

namespace Piwa.Pipeline.Telemetry;

/// <summary>The run's counts as instruments of the meter <c>Piwa.Pipeline</c>.</summary>
internal sealed class PipelineInstruments : IDisposable
{
    private readonly Meter _meter;

    /// <param name="tally">The counts.</param>
    /// <param name="leases">Batches in device memory.</param>
    /// <param name="progress">Where the run stands.</param>
    /// <param name="scope">Whose measurements they are; null for everybody's. A meter of the factory's own would outlive the run.</param>
    public PipelineInstruments(RunTally tally, LeasePool<AssetBatch> leases, Func<RunProgress> progress, IMeterFactory? scope)
    {
        _meter = new Meter(new MeterOptions(FlowInstruments.MeterName) { Scope = scope });
        _meter.CreateObservableCounter("piwa.assets.admitted", () => tally.Admitted, "{asset}", "Assets that entered the graph.");
        _meter.CreateObservableCounter("piwa.assets.completed", () => tally.Completed, "{asset}", "Assets in committed and minted shards.");
        _meter.CreateObservableCounter("piwa.assets.dead_lettered", () => tally.DeadLettered, "{asset}", "Assets that left with a failure.");
        _meter.CreateObservableCounter("piwa.shards.bytes", () => tally.ShardBytes, "By", "Bytes of committed shards.");
        _meter.CreateObservableCounter("piwa.shards.committed", () => tally.Shards, "{shard}", "Committed shards.");
        _meter.CreateObservableGauge("piwa.shards.unminted", () => progress().UnmintedShards, "{shard}", "Committed shards that are not on the ledger.");
        _meter.CreateObservableGauge("piwa.assets.planned", () => progress().Planned, "{asset}", "Assets that the run is to make.");
        _meter.CreateObservableCounter("piwa.assets.sealed", () => tally.Sealed, "{asset}", "Assets that are made, hashed and packed.");
        _meter.CreateObservableGauge("piwa.run.waiting", () => progress().Waiting is null ? 0 : 1, "1", "Whether the run waits for the oracle, or for room.");
        _meter.CreateObservableCounter("piwa.device.losses", () => progress().DeviceLosses, "{loss}", "How often the device was lost.");
        _meter.CreateObservableCounter("piwa.telemetry.posts", () => progress().TelemetryPosts, "{post}", "Posts of telemetry.");
        _meter.CreateObservableGauge("piwa.telemetry.waiting", () => progress().WaitingTelemetryPosts, "{post}", "Posts that are not on the ledger.");
        _meter.CreateObservableGauge(
            "piwa.stage.queue",
            () => progress().Stages.Select(stage => new Measurement<int>(stage.Waiting, new KeyValuePair<string, object?>(FlowInstruments.StageTag, stage.Name))),
            "{batch}",
            "Batches that wait for a stage; shards at the last.");
        _meter.CreateObservableGauge("piwa.leases.live", () => leases.LiveCount, "{batch}", "Batches that hold device memory.");
    }

    public void Dispose() => _meter.Dispose();
}
