using Microsoft.Extensions.Hosting;
using Piwa.Host.Terminal;
using Piwa.Pipeline;

namespace Piwa.Host.Serving;

/// <summary>Work of a pipeline as a service: it drains when the host stops, and the host stops when it is over.</summary>
/// <param name="display">Shows it.</param>
/// <param name="watchers">Are told several times a second where it stands, in their order.</param>
/// <param name="application">The host.</param>
/// <typeparam name="TReport">What it reports in the end.</typeparam>
internal abstract class LongRun<TReport>(RunDisplay display, IEnumerable<IProgress<RunProgress>> watchers, IHostApplicationLifetime application)
    : BackgroundService, IProgress<RunProgress>
    where TReport : class
{
    private readonly IProgress<RunProgress>[] _watchers = [.. watchers];
    private TReport? _report;

    /// <summary>What it did, when it is over.</summary>
    /// <exception cref="OperationCanceledException">It was stopped before there was anything to report.</exception>
    public TReport Report => _report ?? throw new OperationCanceledException("The run was stopped before it had begun.");

    /// <inheritdoc/>
    void IProgress<RunProgress>.Report(RunProgress value)
    {
        foreach (IProgress<RunProgress> watcher in _watchers)
            watcher.Report(value);
    }

    /// <summary>Does it, and tells this object where it stands.</summary>
    /// <param name="stoppingToken">Stops it.</param>
    protected abstract Task<TReport> MakeAsync(CancellationToken stoppingToken);

    /// <summary>Shows what it did.</summary>
    /// <param name="report">What it did.</param>
    protected abstract void Show(TReport report);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            _report = await display.RunAsync(() => MakeAsync(stoppingToken)).ConfigureAwait(false);
            Show(_report);
        }
        finally
        {
            application.StopApplication();
        }
    }
}
