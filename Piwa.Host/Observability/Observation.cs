using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Piwa.Pipeline;

namespace Piwa.Host.Observability;

/// <summary>What others see of a run while it lasts: by OTLP, for Prometheus, for a supervisor; nothing where nobody asked for it.</summary>
internal sealed class Observation : IAsyncDisposable
{
    private readonly Telemetry? _telemetry;
    private readonly ObservationServer? _server;

    private Observation(Telemetry? telemetry, ObservationServer? server, IProgress<RunProgress> progress)
    {
        _telemetry = telemetry;
        _server = server;
        Progress = progress;
    }

    /// <summary>Where the run's messages go.</summary>
    public ILoggerFactory LoggerFactory => _telemetry?.LoggerFactory ?? NullLoggerFactory.Instance;

    /// <summary>Where the run reports.</summary>
    public IProgress<RunProgress> Progress { get; }

    /// <summary>Where it is served; null if nowhere.</summary>
    public Uri? Address => _server?.Address;

    /// <summary>Begins to observe.</summary>
    /// <param name="listen">Where to serve metrics and health; null for nowhere.</param>
    /// <param name="progress">Told what the run reports.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<Observation> StartAsync(IPEndPoint? listen, IProgress<RunProgress> progress, CancellationToken cancellationToken)
    {
        if (listen is null && !Telemetry.HasCollector(Environment.GetEnvironmentVariable))
            return new Observation(null, null, progress);

        Telemetry telemetry = Telemetry.Start(Environment.GetEnvironmentVariable);
        RunHealth health = new(TimeProvider.System, progress);
        try
        {
            ObservationServer? server = listen is null
                ? null
                : await ObservationServer.StartAsync(telemetry, health, listen, cancellationToken).ConfigureAwait(false);
            return new Observation(telemetry, server, health);
        }
        catch
        {
            telemetry.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
        _telemetry?.Dispose();
    }
}
