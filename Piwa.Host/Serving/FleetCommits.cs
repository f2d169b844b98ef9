using Microsoft.Extensions.Hosting;
using Piwa.Host.Observability;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Serving;

/// <summary>Puts into the store what a fleet agrees on, and says now and then where it stands.</summary>
/// <param name="coordinator">The coordinator; stays its owner's.</param>
/// <param name="endsWhenDone">Whether the process ends when the fleet has nothing more to do.</param>
/// <param name="health">Told that it has looked, and what it waits for.</param>
/// <param name="say">Says it.</param>
/// <param name="application">The host.</param>
/// <param name="clock">The clock.</param>
internal sealed class FleetCommits(
    FleetCoordinator coordinator, bool endsWhenDone, CoordinatorHealth health, Action<string> say, IHostApplicationLifetime application, TimeProvider clock)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SayingInterval = TimeSpan.FromSeconds(10);

    private string _said = "";
    private long _saidAt;

    /// <summary>Whether all is done.</summary>
    public bool IsDone { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, clock);
        using CancellationTokenRegistration stopping = stoppingToken.UnsafeRegister(_ => timer.Dispose(), null);
        while (await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false))
        {
            try
            {
                await coordinator.CommitAsync(stoppingToken).ConfigureAwait(false);
                IsDone = await coordinator.IsDoneAsync(stoppingToken).ConfigureAwait(false);
                health.Looked();
                bool isEnd = IsDone && endsWhenDone;
                if (isEnd || IsTimeToSay)
                    Say(FleetText.Line(await coordinator.StatusAsync(stoppingToken).ConfigureAwait(false)));
                if (isEnd)
                {
                    application.StopApplication();
                    return;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (IOException fault)
            {
                // Database or store are away: what is agreed on stays agreed on.
                health.Looked(fault);
                if (IsTimeToSay)
                    Say($"waiting: {fault.Message}");
            }
        }
    }

    private bool IsTimeToSay => _saidAt == 0 || clock.GetElapsedTime(_saidAt) >= SayingInterval;

    private void Say(string text)
    {
        _saidAt = clock.GetTimestamp();
        if (text == _said)
            return;
        _said = text;
        say($"{clock.GetUtcNow():u}  {text}");
    }
}
