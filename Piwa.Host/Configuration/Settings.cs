using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Piwa.Host.Configuration;

/// <summary>
/// Values of options from files and the environment: the environment's go before those of the directory's file, these before those of the
/// machine's file. A key is the name of an option without its dashes in front; one that is none is a fault.
/// </summary>
internal sealed class Settings
{
    /// <summary>The file in the directory where a command runs.</summary>
    public const string LocalFile = "appsettings.json";

    /// <summary>The machine's file.</summary>
    public const string MachineFile = "/etc/piwa/appsettings.json";

    private readonly List<(string Source, IConfigurationProvider Provider)> _sources = [];

    private Settings()
    {
    }

    /// <summary>Reads them.</summary>
    /// <param name="machineFile">The machine's file; it need not be there.</param>
    /// <param name="localFile">The directory's file, or another in its place.</param>
    /// <param name="isRequired">Whether the latter must be there.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="known">The settings that there are.</param>
    /// <param name="faults">What is wrong is added here.</param>
    public static Settings Load(
        string machineFile,
        string localFile,
        bool isRequired,
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyCollection<string> known,
        List<string> faults)
    {
        Settings settings = new();
        settings.AddFile(machineFile, faults);
        if (isRequired && !File.Exists(localFile))
            faults.Add($"There is no file '{localFile}', which --config names.");
        settings.AddFile(localFile, faults);
        settings.Add("environment", new EnvironmentSource(environment));
        foreach ((string source, IConfigurationProvider provider) in settings._sources)
            Check(source, provider, known, faults);
        return settings;
    }

    /// <summary>The value of a setting and where it comes from; null where nothing says it.</summary>
    public (string Value, string Source)? Find(string name)
    {
        foreach ((string source, IConfigurationProvider provider) in Enumerable.Reverse(_sources))
        {
            if (provider.TryGet(name, out string? value) && value is not null)
                return (value, provider is EnvironmentSource ? EnvironmentSource.VariableOf(name) : source);
        }

        return null;
    }

    private void AddFile(string path, List<string> faults)
    {
        if (!File.Exists(path))
            return;
        try
        {
            using FileStream file = File.OpenRead(path);
            IConfigurationRoot root = new ConfigurationBuilder().AddJsonStream(file).Build();
            _sources.Add((path, root.Providers.Single()));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException or JsonException)
        {
            faults.Add($"{path}: {fault.Message}");
        }
    }

    private void Add(string name, IConfigurationSource source) =>
        _sources.Add((name, new ConfigurationBuilder().Add(source).Build().Providers.Single()));

    private static void Check(string source, IConfigurationProvider provider, IReadOnlyCollection<string> known, List<string> faults)
    {
        foreach (string key in provider.GetChildKeys([], null).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            string where = provider is EnvironmentSource ? EnvironmentSource.VariableOf(key) : source;
            if (!known.Contains(key, StringComparer.OrdinalIgnoreCase))
                faults.Add($"{where}: {Suggestion.Unknown("setting", key, known)}");
            else if (!provider.TryGet(key, out string? value) || value is null)
                faults.Add($"{where}: '{key}' has no value; it must be text, a number, true or false.");
        }
    }
}
