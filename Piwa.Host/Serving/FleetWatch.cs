using Microsoft.Extensions.Hosting;
using Piwa.Host.Pages.Fleet;
using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Serving;

/// <summary>Looks at a fleet again and again, for its page.</summary>
/// <remarks>
/// Counting a million units takes the database its time: it is looked at every other second, and so seldom that this is a twentieth of it at
/// most.
/// </remarks>
/// <param name="coordinator">The coordinator; stays its owner's.</param>
/// <param name="feed">Told where the fleet stands.</param>
/// <param name="clock">The clock.</param>
internal sealed class FleetWatch(FleetCoordinator coordinator, FleetFeed feed, TimeProvider clock) : BackgroundService
{
    /// <summary>Events that the page can show.</summary>
    public const int MostEvents = 500;

    private const int LeastShare = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                long begin = clock.GetTimestamp();
                await LookAsync(stoppingToken).ConfigureAwait(false);
                TimeSpan pause = LeastShare * clock.GetElapsedTime(begin);
                await Task.Delay(pause > Interval ? pause : Interval, clock, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            FleetStatus status = await coordinator.StatusAsync(cancellationToken).ConfigureAwait(false);
            feed.Report(status, await coordinator.EventsAsync(MostEvents, cancellationToken).ConfigureAwait(false));
        }
        catch (FleetDatabaseException fault)
        {
            feed.Report(fault.Message);
        }
    }
}
