using System.CommandLine;

namespace Piwa.Host.Commands;

/// <summary><c>--oracle</c>: another's oracle.</summary>
internal sealed class OracleOption
{
    private readonly Option<string?> _address = new("--oracle")
    {
        Description = "Address of an oracle, http or https, that checks the shards and signs for them; without it this process does.",
    };

    public void AddTo(Command command) => command.Add(_address);

    public Uri? Read(ParseResult parsed) => HttpAddress.Parse("--oracle", parsed.GetValue(_address), "http://127.0.0.1:8920");
}
