using Microsoft.Extensions.Hosting;
using Piwa.Host.Terminal;
using Piwa.Pipeline;

namespace Piwa.Host.Serving;

/// <summary>A run as a service: it drains when the host stops, and the host stops when it is over.</summary>
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
    : BackgroundService, IProgress<RunProgress>
{
    private readonly IProgress<RunProgress>[] _watchers = [.. watchers];
    private RunReport? _report;

    /// <summary>What it did, when it is over.</summary>
    /// <exception cref="OperationCanceledException">It was stopped before there was anything to report.</exception>
    public RunReport Report => _report ?? throw new OperationCanceledException("The run was stopped before it had begun.");

    /// <inheritdoc/>
    void IProgress<RunProgress>.Report(RunProgress value)
    {
        foreach (IProgress<RunProgress> watcher in _watchers)
            watcher.Report(value);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            _report = await display.RunAsync(() => pipeline.RunAsync(request.Assets, this, stoppingToken)).ConfigureAwait(false);
            display.Print(_report, request);
        }
        finally
        {
            application.StopApplication();
        }
    }
}
