using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Piwa.Pipeline;

namespace Piwa.Host.Observability;

/// <summary>
/// Metrics, spans and log messages of this process for whoever watches it: by OTLP where the environment names a collector, as the
/// OpenTelemetry specification has it, and for Prometheus on request.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Telemetry : IDisposable
{
    private const string ServiceName = "piwa";

    /// <summary>The runtime's own: collections, heap, threads, exceptions.</summary>
    private const string RuntimeMeter = "System.Runtime";

    /// <summary>What .NET's host says: nothing that the run and the exit code do not.</summary>
    private const string HostCategory = "Microsoft.Extensions.Hosting";

    /// <summary>Series of one metric at most: our tags have few values.</summary>
    private const int MaximumSeries = 200;

    private static readonly string[] Signals = ["METRICS", "TRACES", "LOGS"];

    private static readonly double[] DurationBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private static readonly TimeSpan CollectTime = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly PrometheusExporter _prometheus = new();
    private readonly MeterProvider _metrics;
    private readonly TracerProvider? _traces;

    private Telemetry(Func<string, string?> environment)
    {
        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService(ServiceName, serviceVersion: Version);
        MeterProviderBuilder metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(PiwaPipeline.TelemetryName, RuntimeMeter)
            .AddView(instrument => instrument is Histogram<double>
                ? new ExplicitBucketHistogramConfiguration { Boundaries = DurationBounds, CardinalityLimit = MaximumSeries }
                : new MetricStreamConfiguration { CardinalityLimit = MaximumSeries })
            .AddReader(new BaseExportingMetricReader(_prometheus));
        if (IsNamed(environment, "METRICS"))
            metrics.AddOtlpExporter();
        _metrics = metrics.Build();
        if (IsNamed(environment, "TRACES"))
            _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(PiwaPipeline.TelemetryName).AddOtlpExporter().Build();
        LoggerFactory = IsNamed(environment, "LOGS")
            ? Microsoft.Extensions.Logging.LoggerFactory.Create(builder => builder.AddFilter(HostCategory, LogLevel.None).AddOpenTelemetry(options =>
            {
                options.SetResourceBuilder(resource);
                options.AddOtlpExporter();
            }))
            : NullLoggerFactory.Instance;
    }

    /// <summary>Where log messages go: to the collector, or nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; }

    private static string? Version => typeof(Telemetry).Assembly.GetName().Version?.ToString(3);

    /// <summary>Whether the environment names a collector, for any signal.</summary>
    /// <param name="environment">Gives a variable of the environment: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and those of one signal.</param>
    public static bool HasCollector(Func<string, string?> environment) => Signals.Any(signal => IsNamed(environment, signal));

    /// <summary>Begins to collect.</summary>
    /// <param name="environment">Gives a variable of the environment.</param>
    public static Telemetry Start(Func<string, string?> environment) => new(environment);

    /// <summary>The metrics as they are now, in the text format of Prometheus.</summary>
    public string Collect()
    {
        lock (_lock)
        {
            _prometheus.Collect!((int)CollectTime.TotalMilliseconds);
            return _prometheus.Text;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics.Dispose();
        LoggerFactory.Dispose();
    }

    private static bool IsNamed(Func<string, string?> environment, string signal) =>
        !string.IsNullOrEmpty(environment("OTEL_EXPORTER_OTLP_ENDPOINT")) || !string.IsNullOrEmpty(environment($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"));
}
