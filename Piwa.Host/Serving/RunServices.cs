using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Piwa.Host.Observability;
using Piwa.Host.Terminal;
using Piwa.Pipeline;

namespace Piwa.Host.Serving;

/// <summary>What a run is surrounded with, as services; in the order in which they are to start.</summary>
internal static class RunServices
{
    /// <summary>Shows the run to others while it lasts: by OTLP, for Prometheus, for a supervisor; to nobody unless asked to.</summary>
    /// <param name="services">The services.</param>
    /// <param name="listen">Where to serve metrics and health; null for nowhere.</param>
    /// <param name="ready">Told where they are served.</param>
    /// <param name="environment">Gives a variable of the environment.</param>
    public static IServiceCollection AddObservation(
        this IServiceCollection services, IPEndPoint? listen, Action<Uri> ready, Func<string, string?> environment)
    {
        if (listen is not null)
            services.AddWatcher(_ => new RunHealth(TimeProvider.System));
        return services.AddObservation<RunHealth>(listen, ready, environment);
    }

    /// <summary>As <see cref="AddObservation"/>, of what is no run.</summary>
    /// <typeparam name="THealth">The service that says how it is.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="listen">Where to serve metrics and health; null for nowhere.</param>
    /// <param name="ready">Told where they are served.</param>
    /// <param name="environment">Gives a variable of the environment.</param>
    public static IServiceCollection AddObservation<THealth>(
        this IServiceCollection services, IPEndPoint? listen, Action<Uri> ready, Func<string, string?> environment)
        where THealth : class, IHealth
    {
        if (listen is null && !Telemetry.HasCollector(environment))
            return services;

        // All that logs, the host first of all, asks for the factory: so the collecting begins before the run.
        services
            .AddSingleton(_ => Telemetry.Start(environment))
            .AddSingleton<ILoggerFactory>(provider => provider.GetRequiredService<Telemetry>().LoggerFactory);
        return listen is null
            ? services
            : services.AddHostedService(provider => new ObservationServer(
                provider.GetRequiredService<Telemetry>(), provider.GetRequiredService<THealth>(), listen, ready));
    }

    /// <summary>Tells the service manager, if one has started this process.</summary>
    /// <param name="services">The services.</param>
    /// <param name="environment">Gives a variable of the environment.</param>
    public static IServiceCollection AddServiceManager(this IServiceCollection services, Func<string, string?> environment) =>
        ServiceManager.Find(environment, Environment.ProcessId) is { } manager
            ? services.AddSingleton(_ => manager).AddWatcher(provider => new ServiceReports(provider.GetRequiredService<ServiceManager>()))
            : services;

    /// <summary>Shows the run on the terminal.</summary>
    /// <param name="services">The services.</param>
    /// <param name="mode">How.</param>
    public static IServiceCollection AddDisplay(this IServiceCollection services, OutputMode mode) => services
        .AddWatcher(_ => new RunNotices(message => Output.Say(mode, message)))
        .AddWatcher(provider => new RunDisplay(mode, isAttended: provider.GetService<ServiceManager>() is null))
        .AddHostedService(provider => provider.GetRequiredService<RunDisplay>());

    /// <summary>Adds the run itself, after all else.</summary>
    /// <param name="services">The services.</param>
    /// <param name="request">What it is to make.</param>
    /// <param name="configure">Sets how.</param>
    public static IServiceCollection AddRun(this IServiceCollection services, RunRequest request, Action<PiwaOptions> configure) => services
        .AddPiwa(configure)
        .AddSingleton(request)
        .AddSingleton<RunService>()
        .AddHostedService(provider => provider.GetRequiredService<RunService>());

    /// <summary>Adds a node's work for a fleet, after all else.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets how.</param>
    public static IServiceCollection AddWork<TWork>(this IServiceCollection services, Action<PiwaOptions> configure)
        where TWork : class, IHostedService => services
        .AddPiwa(configure)
        .AddSingleton<TWork>()
        .AddHostedService(provider => provider.GetRequiredService<TWork>());

    /// <summary>Adds what is told where the run stands.</summary>
    /// <param name="services">The services.</param>
    /// <param name="create">Makes it.</param>
    public static IServiceCollection AddWatcher<TWatcher>(this IServiceCollection services, Func<IServiceProvider, TWatcher> create)
        where TWatcher : class, IProgress<RunProgress> => services
        .AddSingleton(create)
        .AddSingleton<IProgress<RunProgress>>(provider => provider.GetRequiredService<TWatcher>());
}
