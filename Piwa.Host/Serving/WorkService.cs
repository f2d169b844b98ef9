using Microsoft.Extensions.Hosting;
using Piwa.Host.Terminal;
using Piwa.Pipeline;
using Piwa.Pipeline.Stores;

namespace Piwa.Host.Serving;

/// <summary>A node's share of a fleet's work as a service.</summary>
/// <param name="pipeline">Makes it.</param>
/// <param name="request">What it is to make, and where to.</param>
/// <param name="display">Shows it.</param>
/// <param name="watchers">Are told several times a second where it stands, in their order.</param>
/// <param name="application">The host.</param>
internal sealed class WorkService(
    PiwaPipeline pipeline,
    WorkRequest request,
    RunDisplay display,
    IEnumerable<IProgress<RunProgress>> watchers,
    IHostApplicationLifetime application)
    : LongRun<WorkReport>(display, watchers, application)
{
    /// <inheritdoc/>
    protected override Task<WorkReport> MakeAsync(CancellationToken stoppingToken) =>
        pipeline.WorkAsync(request.Store, request.Assets, request.Share, this, stoppingToken);

    /// <inheritdoc/>
    protected override void Show(WorkReport report) => WorkSummary.Print(report, request.Store);
}
