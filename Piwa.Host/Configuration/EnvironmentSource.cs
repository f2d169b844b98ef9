using Microsoft.Extensions.Configuration;

namespace Piwa.Host.Configuration;

/// <summary>Variables of the environment as settings: <c>PIWA_SHARD_ASSETS</c> is <c>shard-assets</c>.</summary>
internal sealed class EnvironmentSource(IReadOnlyDictionary<string, string> environment) : ConfigurationProvider, IConfigurationSource
{
    /// <summary>What the names of variables begin with.</summary>
    public const string Prefix = "PIWA_";

    /// <summary>How a coordinator reaches its database: a secret, and of that command alone.</summary>
    public const string Database = "PIWA_DATABASE";

    /// <summary>Variables with which tests make writes fail: no settings.</summary>
    private const string FailPoints = "PIWA_FAIL_";

    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <inheritdoc/>
    public override void Load()
    {
        foreach ((string name, string value) in environment)
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && !name.StartsWith(FailPoints, StringComparison.Ordinal) && name != Database)
                Data[name[Prefix.Length..].ToLowerInvariant().Replace('_', '-')] = value;
        }
    }

    /// <summary>The variable of a setting.</summary>
    public static string VariableOf(string setting) => Prefix + setting.ToUpperInvariant().Replace('-', '_');
}
