using Microsoft.Extensions.Hosting;
using Piwa.Host.Terminal;
using Piwa.Pipeline;
using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Serving;

/// <summary>A node's work for a coordinator as a service.</summary>
/// <param name="pipeline">Does it.</param>
/// <param name="fleet">The coordinator.</param>
/// <param name="display">Shows it.</param>
/// <param name="watchers">Are told several times a second where it stands, in their order.</param>
/// <param name="application">The host.</param>
internal sealed class FleetWorkService(
    PiwaPipeline pipeline,
    FleetClient fleet,
    RunDisplay display,
    IEnumerable<IProgress<RunProgress>> watchers,
    IHostApplicationLifetime application)
    : LongRun<FleetReport>(display, watchers, application)
{
    /// <inheritdoc/>
    protected override Task<FleetReport> MakeAsync(CancellationToken stoppingToken) => pipeline.WorkForAsync(fleet, this, stoppingToken);

    /// <inheritdoc/>
    protected override void Show(FleetReport report) => WorkSummary.Print(report);
}
