using System.CommandLine;
using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Commands;

/// <summary>Options that name a fleet whose records an oracle goes by.</summary>
internal sealed class OracleFleetOptions
{
    private const string Example = "https://piwa.example:8930";

    private readonly Option<string?> _fleet = new("--fleet")
    {
        Description = "Address of a fleet's coordinator: whom the fleet has barred is refused, and who is not well known there is sampled more.",
    };

    private readonly Option<string?> _operator = new("--fleet-operator")
    {
        Description = "Address of that fleet's operator, known from elsewhere: what it has not signed does not count.",
    };

    private readonly Option<int?> _most = new("--most-samples")
    {
        Description = "With --fleet: assets to make again of a shard whose wallet is not well known. Default: four times --samples.",
    };

    public void AddTo(Command command)
    {
        command.Add(_fleet);
        command.Add(_operator);
        command.Add(_most);
    }

    /// <summary>What asks the fleet; null if none is named. It is its caller's to dispose.</summary>
    /// <exception cref="ArgumentException">It is no address, or it is not said whose fleet it is.</exception>
    public FleetRecords? Read(ParseResult parsed)
    {
        Uri? address = HttpAddress.Parse(_fleet.Name, parsed.GetValue(_fleet), Example);
        string? key = parsed.GetValue(_operator);
        if (address is null)
        {
            return key is null && parsed.GetValue(_most) is null
                ? null
                : throw new ArgumentException($"{_operator.Name} and {_most.Name} belong to {_fleet.Name}, the address of a coordinator.");
        }

        if (key is null)
        {
            throw new ArgumentException(
                $"{_operator.Name} must say whose fleet it is: 'piwa coordinator' prints its operator's address. Ask for it by another way.");
        }

        return new FleetRecords(address, KnownSourceOptions.ParseAddresses(_operator.Name, [key])[0], TimeProvider.System);
    }

    /// <summary>Samples of who is not well known; null for the default.</summary>
    public int? ReadMost(ParseResult parsed) => parsed.GetValue(_most);
}
