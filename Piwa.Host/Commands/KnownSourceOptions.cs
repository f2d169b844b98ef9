using System.CommandLine;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;

namespace Piwa.Host.Commands;

/// <summary>Options that name tables of known sources.</summary>
internal sealed class KnownSourceOptions
{
    private readonly Option<string[]> _known = new("--known-sources")
    {
        Description = "Signed tables of known sources, whose contents nobody else may bring; the option may be given more than once.",
    };

    private readonly Option<string[]> _trust = new("--trust")
    {
        Description = "Address of an issuer whose tables count; of several, the earlier decides.",
    };

    public void AddTo(Command command)
    {
        command.Add(_known);
        command.Add(_trust);
    }

    /// <summary>The sources that a command line names. A table that is not taken is an error: what it forbids would be let through.</summary>
    /// <exception cref="ArgumentException">A table is not taken.</exception>
    public KnownSources Read(ParseResult parsed)
    {
        KnownSourcesOptions options = new()
        {
            TrustedIssuers = ParseAddresses("--trust", parsed.GetValue(_trust) ?? []),
        };
        KnownSources sources = KnownSources.Load(parsed.GetValue(_known) ?? [], options);
        return sources.Refused.Count == 0
            ? sources
            : throw new ArgumentException(string.Join(" ", sources.Refused.Select(refused => $"'{refused.Path}' is not taken: {refused.Reason}")));
    }

    /// <summary>Reads addresses that an option was given.</summary>
    /// <exception cref="ArgumentException">One is no address.</exception>
    public static PublicKey[] ParseAddresses(string name, string[] addresses) =>
    [
        .. addresses.Select(address => PublicKey.TryParse(address, out PublicKey key)
            ? key
            : throw new ArgumentException($"{name} is '{address}', which is not an address.")),
    ];
}
