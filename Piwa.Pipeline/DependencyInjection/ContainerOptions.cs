using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Piwa.Pipeline.DependencyInjection;

/// <summary>What options take from the container, under every name: loggers, the clock, the scope of the meter.</summary>
internal sealed class ContainerOptions(IServiceProvider services) : IConfigureNamedOptions<PiwaOptions>
{
    public void Configure(PiwaOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, PiwaOptions options)
    {
        options.LoggerFactory = services.GetService<ILoggerFactory>() ?? options.LoggerFactory;
        options.TimeProvider = services.GetService<TimeProvider>() ?? options.TimeProvider;
        options.MeterFactory = services.GetService<IMeterFactory>();
    }
}
