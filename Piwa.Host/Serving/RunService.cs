using Microsoft.Extensions.Hosting;
using Piwa.Host.Terminal;
using Piwa.Pipeline;

namespace Piwa.Host.Serving;

/// <summary>The making of a data set as a service.</summary>
/// <param name="pipeline">Makes the data set.</param>
/// <param name="request">What it is to make.</param>
/// <param name="display">Shows it.</param>
/// <param name="watchers">Are told several times a second where it stands, in their order.</param>
/// <param name="application">The host.</param>
internal sealed class RunService(
    PiwaPipeline pipeline,
    RunRequest request,
    RunDisplay display,
    IEnumerable<IProgress<RunProgress>> watchers,
    IHostApplicationLifetime application)
    : LongRun<RunReport>(display, watchers, application)
{
    private readonly RunDisplay _display = display;

    /// <inheritdoc/>
    protected override Task<RunReport> MakeAsync(CancellationToken stoppingToken) => pipeline.RunAsync(request.Assets, this, stoppingToken);

    /// <inheritdoc/>
    protected override void Show(RunReport report) => _display.Print(report, request);
}
