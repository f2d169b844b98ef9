using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Piwa.Pipeline;
using Piwa.Pipeline.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Piwa in a container of services.</summary>
public static class PiwaServiceCollectionExtensions
{
    /// <summary>
    /// Adds a <see cref="PiwaPipeline"/> and an <see cref="AssetGenerator"/>, each once for the container's life. Loggers, the clock and the
    /// scope of the meter are the container's, where it has them. Options are checked at the first use; nothing is opened before.
    /// </summary>
    /// <remarks>
    /// At the first use <see cref="OptionsValidationException"/> names all that is wrong. Called again, the changes are made after those before.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPiwa(this IServiceCollection services, Action<PiwaOptions> configure)
    {
        AddOptions(services, Options.Options.DefaultName, configure);
        services.TryAddSingleton(provider => new PiwaPipeline(Validated(provider, Options.Options.DefaultName)));
        services.TryAddSingleton(provider => new AssetGenerator(Validated(provider, Options.Options.DefaultName), viewCount: 0));
        return services;
    }

    /// <summary>As the other, under a name: for several campaigns in one container.</summary>
    /// <remarks>Ask for them with the name as key, <c>[FromKeyedServices(name)]</c>.</remarks>
    /// <param name="services">The services.</param>
    /// <param name="name">Name of the options, and key of the services.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPiwa(this IServiceCollection services, string name, Action<PiwaOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        AddOptions(services, name, configure);
        services.TryAddKeyedSingleton(name, (provider, _) => new PiwaPipeline(Validated(provider, name)));
        services.TryAddKeyedSingleton(name, (provider, _) => new AssetGenerator(Validated(provider, name), viewCount: 0));
        return services;
    }

    private static void AddOptions(IServiceCollection services, string name, Action<PiwaOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions();

        // Before what the caller changes, which has the last word.
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<PiwaOptions>, ContainerOptions>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PiwaOptions>, PiwaOptionsValidation>());
        services.Configure(name, configure);
    }

    private static PiwaOptions Validated(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<PiwaOptions>>().Get(name).ValidatedCopy();
}
