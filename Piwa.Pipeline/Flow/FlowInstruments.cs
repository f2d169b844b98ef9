using System.Diagnostics.Metrics;

namespace Piwa.Pipeline.Flow;

/// <summary>What the stages of a run report to telemetry.</summary>
internal sealed class FlowInstruments
{
    /// <summary>The meter of the product: there is one.</summary>
    public const string MeterName = "Piwa.Pipeline";

    public const string StageTag = "stage";

    /// <summary>"failed", or "drained" for an item that was not worked on.</summary>
    public const string ReasonTag = "reason";

    public const string PoolTag = "pool";

    private static readonly Meter DefaultMeter = new(MeterName);

    /// <summary>Instruments of the given meter, or of one by the name of the product. A meter makes each instrument once.</summary>
    public FlowInstruments(Meter? meter)
    {
        meter ??= DefaultMeter;
        StageDuration = meter.CreateHistogram<double>("piwa.stage.duration", "s", "Time that the body of a stage took.");
        StageFailures = meter.CreateCounter<long>("piwa.stage.failures", "{item}", "Items that left a stage as failures.");
        LeaseWait = meter.CreateHistogram<double>("piwa.lease.wait", "s", "Time that an acquisition waited for a lease.");
    }

    public Histogram<double> StageDuration { get; }

    public Counter<long> StageFailures { get; }

    public Histogram<double> LeaseWait { get; }
}
