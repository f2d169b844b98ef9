using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Piwa.Host.Serving;

/// <summary>The host of .NET in which what runs for long lives: a run, a page, an oracle.</summary>
/// <remarks>
/// Services start in the order in which they were added, and stop in the opposite one, each when the one before has stopped. So the run is
/// added last: it begins when all that shows it is there, and drains before anything of that goes. The container disposes what it made.
/// Settings are the command line's (docs/operating.md), which has checked them before there is a host: the host itself reads none. Nor does
/// it say anything.
/// </remarks>
internal static class ServiceHost
{
    /// <summary>Begins to put a host together.</summary>
    /// <param name="interrupted">Stops it.</param>
    public static HostApplicationBuilder CreateBuilder(CancellationToken interrupted)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services
            .AddSingleton<IHostLifetime>(provider =>
                new InterruptionLifetime(provider.GetRequiredService<IHostApplicationLifetime>(), interrupted))
            .Configure<HostOptions>(options =>
            {
                // A drain has limits of its own, and what is under way is to be whole. Who cannot wait sends a second signal, or kills, as
                // systemd does after TimeoutStopSec.
                options.ShutdownTimeout = Timeout.InfiniteTimeSpan;
            });
        return builder;
    }

    /// <summary>Runs a host until it is interrupted, or one of its services ends it.</summary>
    /// <remarks>What a background service threw is thrown when all have stopped, as it was.</remarks>
    /// <param name="host">The host; stays its owner's.</param>
    /// <exception cref="OperationCanceledException">It was interrupted before all services had started.</exception>
    public static async Task RunAsync(IHost host)
    {
        await host.StartAsync().ConfigureAwait(false);
        await host.WaitForShutdownAsync().ConfigureAwait(false);
        foreach (BackgroundService service in host.Services.GetServices<IHostedService>().OfType<BackgroundService>())
        {
            if (service.ExecuteTask is { IsFaulted: true } failed)
                await failed.ConfigureAwait(false);
        }
    }
}
