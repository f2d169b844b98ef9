using System.CommandLine;
using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Fleet;
using Piwa.Pipeline.Shards;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa fleet</c>: where a fleet stands, and who may work for it.</summary>
internal static class FleetCommand
{
    private const string Example = "https://piwa.example:8930";
    private static readonly JsonSerializerOptions Indented = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    public static Command Create() => new("fleet", "Shows where a fleet stands, and how its nodes have done; lets nodes in, and bars them.")
    {
        CreateStatus(),
        CreateChange(
            "allow", "Lets a node in, or says what it may; signed by the operator.", new NodeChange(),
            [
                new Option<long?>("--stake") { Description = "What is staked with it, in base units of RENDER (100,000,000 for one)." },
                new Option<int?>("--most-leases") { Description = "Units that it may have at once." },
                new Option<long?>("--bytes-per-day") { Description = "Bytes that it may put into the store within 24 hours." },
            ]),
        CreateChange("bar", "Gives a node no more work; signed by the operator.", new NodeChange(IsBarred: true), []),
        CreateRecord(),
        CreateCheck(),
        CreateVerdicts(),
        CreateChange("pardon", "Gives a barred node work again; signed by the operator.", new NodeChange(IsBarred: false), []),
    };

    /// <summary>Where the coordinator is.</summary>
    public static Option<string> CoordinatorOption(bool isRequired) => new("--coordinator")
    {
        Description = "Address of the coordinator, http or https.",
        Required = isRequired,
    };

    /// <summary>Reads it.</summary>
    public static Uri? Read(string? address) => HttpAddress.Parse("--coordinator", address, Example);

    private static Command CreateStatus()
    {
        Option<string> coordinator = CoordinatorOption(isRequired: true);
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("status", "Shows where a fleet stands, and its nodes.") { coordinator, json };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            // Anybody may ask: the key is of nobody.
            using Keypair nobody = Keypair.Generate();
            using FleetClient client = await FleetClient.OpenAsync(Read(parsed.GetRequiredValue(coordinator))!, nobody, TimeProvider.System, token).ConfigureAwait(false);
            FleetStatus status = await client.StatusAsync(token).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(status, Indented));
                return ExitCode.Done;
            }

            Console.WriteLine(FleetText.Line(status));
            foreach (string line in FleetText.Nodes(status, TimeProvider.System.GetUtcNow()))
                Console.WriteLine(line);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command CreateRecord()
    {
        var node = new Argument<string>("node") { Description = "Address of the node's wallet." };
        Option<string> coordinator = CoordinatorOption(isRequired: true);
        var file = new Option<string?>("--out", "-o") { Description = "File to write it to; without it, it is printed." };
        var command = new Command("record", "Fetches what a fleet has found of a node's work, signed by its operator, as JSON.") { node, coordinator, file };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            PublicKey key = KnownSourceOptions.ParseAddresses("node", [parsed.GetRequiredValue(node)])[0];
            using Keypair nobody = Keypair.Generate();
            using FleetClient client = await FleetClient.OpenAsync(
                Read(parsed.GetRequiredValue(coordinator))!, nobody, TimeProvider.System, token).ConfigureAwait(false);
            SignedValidationRecord record = await client.RecordAsync(key, token).ConfigureAwait(false);
            if (parsed.GetValue(file) is { } path)
                await File.WriteAllBytesAsync(path, record.Write(), token).ConfigureAwait(false);
            else
                Console.Write(System.Text.Encoding.UTF8.GetString(record.Write()));
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command CreateCheck()
    {
        var file = new Argument<string>("file") { Description = "A record, as 'piwa fleet record' fetches it." };
        var operatorAddress = new Option<string>("--operator") { Description = "Address of the fleet's operator, known from elsewhere.", Required = true };
        var command = new Command("check", "Checks a fleet's record of a node: that its operator has signed it. Nobody is asked.") { file, operatorAddress };
        command.SetAction((parsed, _) => Errors.GuardAsync(_ =>
        {
            PublicKey key = KnownSourceOptions.ParseAddresses("--operator", [parsed.GetRequiredValue(operatorAddress)])[0];
            string path = parsed.GetRequiredValue(file);
            try
            {
                ValidationRecord record = SignedValidationRecord.Read(SmallFile.Read(path, SignedValidationRecord.MaximumBytes)).Open(key);
                foreach (string line in FleetText.Record(record))
                    Console.WriteLine(line);
                AnsiConsole.MarkupLineInterpolated($"[green]Sound.[/] It was so at {record.At:u}, by the operator's clock.");
                return Task.FromResult(ExitCode.Done);
            }
            catch (FormatException fault)
            {
                throw new ManifestException($"{path}: {fault.Message}", fault);
            }
        }));
        return command;
    }

    private static Command CreateVerdicts()
    {
        Option<string> coordinator = CoordinatorOption(isRequired: true);
        var file = new Option<string>("--out", "-o") { Description = "File to write them to, a line each.", DefaultValueFactory = _ => "verdicts.jsonl" };
        var command = new Command("verdicts", "Fetches a fleet's strikes as verdicts that its operator has signed: for a market, which punishes who was caught.") { coordinator, file };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            using Keypair nobody = Keypair.Generate();
            using FleetClient client = await FleetClient.OpenAsync(Read(parsed.GetRequiredValue(coordinator))!, nobody, TimeProvider.System, token).ConfigureAwait(false);
            IReadOnlyList<SignedShardVerdict> verdicts = await client.VerdictsAsync(token).ConfigureAwait(false);
            string path = parsed.GetRequiredValue(file);
            VerdictFile.Write(path, verdicts);
            AnsiConsole.MarkupLineInterpolated($"[green]{path}[/]  {Units.Count(verdicts.Count)} verdicts");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command CreateChange(string name, string description, NodeChange change, Option[] options)
    {
        var node = new Argument<string>("node") { Description = "Address of the node's wallet." };
        Option<string> coordinator = CoordinatorOption(isRequired: true);
        var wallet = new Option<string?>("--wallet") { Description = "Keypair file of the operator." };
        var command = new Command(name, description) { node, coordinator, wallet };
        foreach (Option option in options)
            command.Add(option);
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            PublicKey key = KnownSourceOptions.ParseAddresses("node", [parsed.GetRequiredValue(node)])[0];
            using Keypair own = OperatorKey.Open(parsed.GetValue(wallet));
            using FleetClient client = await FleetClient.OpenAsync(Read(parsed.GetRequiredValue(coordinator))!, own, TimeProvider.System, token).ConfigureAwait(false);
            NodeChange said = change with
            {
                Stake = Said<long>("--stake"),
                MostLeases = Said<int>("--most-leases"),
                BytesPerDay = Said<long>("--bytes-per-day"),
            };
            await client.AllowAsync(key, said, token).ConfigureAwait(false);
            AnsiConsole.MarkupLineInterpolated($"[green]Done.[/] {key}");
            return ExitCode.Done;

            T? Said<T>(string name) where T : struct => options.OfType<Option<T?>>().FirstOrDefault(option => option.Name == name) is { } option ? parsed.GetValue(option) : null;
        }));
        return command;
    }
}
