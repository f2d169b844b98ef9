using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Piwa.Host.Observability;

/// <summary>Hands metrics over as text when they are asked for.</summary>
/// <remarks>Collected by one caller at a time: <see cref="Telemetry"/> sees to it.</remarks>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly PrometheusText _text = new();

    /// <inheritdoc/>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>What the last collection gave, in the text format of Prometheus, version 0.0.4.</summary>
    public string Text => _text.ToString();

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        _text.Clear();
        foreach (Metric metric in batch)
            _text.Add(metric);
        return ExportResult.Success;
    }
}
