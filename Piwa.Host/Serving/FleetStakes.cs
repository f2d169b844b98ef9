using Microsoft.Extensions.Hosting;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Serving;

/// <summary>Tells a fleet, now and then, what is staked with its nodes.</summary>
/// <param name="feed">Reads the ledger of value.</param>
/// <param name="coordinator">The coordinator; stays its owner's.</param>
/// <param name="say">Says what has changed.</param>
/// <param name="clock">The clock.</param>
internal sealed class FleetStakes(StakeFeed feed, FleetCoordinator coordinator, Action<string> say, TimeProvider clock) : BackgroundService
{
    private string? _fault;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(StakeFeed.Interval, clock);
        using CancellationTokenRegistration stopping = stoppingToken.UnsafeRegister(_ => timer.Dispose(), null);
        do
        {
            try
            {
                int changed = await feed.ApplyAsync(coordinator, stoppingToken).ConfigureAwait(false);
                if (changed > 0)
                    say($"{clock.GetUtcNow():u}  stakes of {changed} nodes are others now");
                _fault = null;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (IOException fault)
            {
                // Work goes on by the stakes that the fleet has.
                if (fault.Message != _fault)
                    say($"{clock.GetUtcNow():u}  stakes stay as they are: {fault.Message}");
                _fault = fault.Message;
            }
        }
        while (await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false));
    }
}
