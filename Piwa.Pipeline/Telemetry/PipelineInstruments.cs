using System.Diagnostics.Metrics;
using Piwa.Kernels.Buffers;
using Piwa.Pipeline.Flow;

namespace Piwa.Pipeline.Telemetry;

/// <summary>The run's counts as instruments of the meter <c>Piwa.Pipeline</c>.</summary>
internal sealed class PipelineInstruments : IDisposable
{
    private readonly Meter _meter;

    /// <param name="tally">Counts the run.</param>
    /// <param name="leases">Holds its device memory.</param>
    /// <param name="scope">Whose measurements they are; null for everybody's. A meter of the factory's own would outlive the run.</param>
    public PipelineInstruments(RunTally tally, LeasePool<AssetBatch> leases, IMeterFactory? scope)
    {
        _meter = new Meter(new MeterOptions(FlowInstruments.MeterName) { Scope = scope });
        _meter.CreateObservableCounter("piwa.assets.admitted", () => tally.Admitted, "{asset}", "Assets that entered the graph.");
        _meter.CreateObservableCounter("piwa.assets.completed", () => tally.Completed, "{asset}", "Assets in committed and minted shards.");
        _meter.CreateObservableCounter("piwa.assets.dead_lettered", () => tally.DeadLettered, "{asset}", "Assets that left with a failure.");
        _meter.CreateObservableCounter("piwa.shards.bytes", () => tally.ShardBytes, "By", "Bytes of committed shards.");
        _meter.CreateObservableGauge("piwa.leases.live", () => leases.LiveCount, "{batch}", "Batches that hold device memory.");
    }

    public void Dispose() => _meter.Dispose();
}
