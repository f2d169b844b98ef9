using Microsoft.Extensions.Hosting;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Serving;

/// <summary>Puts into the store what a fleet agrees on, and says where it stands.</summary>
/// <param name="coordinator">The coordinator; stays its owner's.</param>
/// <param name="endsWhenDone">Whether the process ends when the fleet has nothing more to do.</param>
/// <param name="say">Says it.</param>
/// <param name="application">The host.</param>
/// <param name="clock">The clock.</param>
internal sealed class FleetCommits(
    FleetCoordinator coordinator, bool endsWhenDone, Action<string> say, IHostApplicationLifetime application, TimeProvider clock)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SayingInterval = TimeSpan.FromSeconds(10);

    /// <summary>Whether all is done.</summary>
    public bool IsDone { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string said = "";
        long saidAt = 0;
        using PeriodicTimer timer = new(Interval, clock);
        using CancellationTokenRegistration stopping = stoppingToken.UnsafeRegister(_ => timer.Dispose(), null);
        while (await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false))
        {
            string now;
            try
            {
                await coordinator.CommitAsync(stoppingToken).ConfigureAwait(false);
                if (saidAt != 0 && clock.GetElapsedTime(saidAt) < SayingInterval && !endsWhenDone)
                    continue;
                FleetStatus status = await coordinator.StatusAsync(stoppingToken).ConfigureAwait(false);
                IsDone = status.IsDone;
                now = FleetText.Line(status);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (IOException fault)
            {
                // Database or store are away: what is agreed on stays agreed on.
                now = $"waiting: {fault.Message}";
            }

            if (now != said && (saidAt == 0 || IsDone || clock.GetElapsedTime(saidAt) >= SayingInterval))
            {
                say($"{clock.GetUtcNow():u}  {now}");
                (said, saidAt) = (now, clock.GetTimestamp());
            }

            if (IsDone && endsWhenDone)
            {
                application.StopApplication();
                return;
            }
        }
    }
}
