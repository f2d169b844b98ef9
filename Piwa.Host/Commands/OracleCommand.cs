using System.CommandLine;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Chain.Requests;
using Piwa.Host.Observability;
using Piwa.Host.Serving;
using Piwa.Host.Terminal;
using Piwa.Pipeline;
using Piwa.Pipeline.Fleet;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa oracle</c>: checks the shards of others, and signs for what is what it says.</summary>
internal static class OracleCommand
{
    private const int DefaultPort = 8920;
    private const string DefaultDirectory = "oracle";
    private const string RecordFile = "oracle.log";

    public static Command Create() => new("oracle", "Checks the shards of nodes, and signs for what is what it says.")
    {
        CreateServe(), CreateStandings(), CreatePardon(),
    };

    private static Command CreateServe()
    {
        Argument<string> directory = DirectoryArgument();
        var listen = new Option<string>("--listen")
        {
            Description = "Address to listen at. Nothing but loopback is reached from elsewhere; requests are signed, not encrypted.",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var port = new Option<int>("--port", "-p") { Description = "Port; 0 for any that is free.", DefaultValueFactory = _ => DefaultPort };
        var samples = new Option<int>("--samples", "-k")
        {
            Description = "Assets of each shard to make again before signing for it.",
            DefaultValueFactory = _ => OracleOptions.DefaultSamples,
        };
        var bar = new Option<int>("--bar-after")
        {
            Description = "Shards with an asset that came out otherwise after which a wallet is barred; 0 for never.",
            DefaultValueFactory = _ => 1,
        };
        var known = new KnownSourceOptions();
        var allow = new Option<string[]>("--allow")
        {
            Description = "Address of a wallet whose shards are looked at; may be given more than once. Without it everybody's are.",
        };
        var wallet = new Option<string?>("--wallet")
        {
            Description = "Keypair file of the oracle; created when it is not there. It needs no funds: the nodes pay.",
        };
        var device = new DeviceOptions();
        var fleet = new OracleFleetOptions();
        var observation = new ObservationOptions();
        var command = new Command("serve", "Answers nodes that run 'piwa generate --oracle', until Ctrl+C.") { directory, listen, port, samples, bar };
        fleet.AddTo(command);
        known.AddTo(command);
        command.Add(allow);
        device.AddTo(command);
        observation.AddTo(command);
        command.Add(wallet);
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            (string deviceId, int threads) = device.Read(parsed);
            IPEndPoint? metrics = observation.Read(parsed);
            using FleetRecords? records = fleet.Read(parsed);
            string path = Path.GetFullPath(parsed.GetRequiredValue(directory));
            Directory.CreateDirectory(path);
            KnownSources sources = known.Read(parsed);
            using Keypair key = KeypairFile.LoadOrCreate(parsed.GetValue(wallet) ?? Path.Combine(path, "key.json"));
            using OracleSetup setup = OracleSetup.Open(path, key, deviceId, threads, options =>
            {
                options.Samples = parsed.GetRequiredValue(samples);
                options.MismatchesUntilBarred = parsed.GetRequiredValue(bar);
                options.Records = records;
                options.MostSamples = fleet.ReadMost(parsed);
                options.RecordPath = Path.Combine(path, RecordFile);
                options.KnownSources = sources;
                options.AllowedWallets = parsed.GetValue(allow) is { Length: > 0 } allowed ? KnownSourceOptions.ParseAddresses("--allow", allowed) : null;
            });
            IPEndPoint endPoint = EndPoint(parsed.GetRequiredValue(listen), parsed.GetRequiredValue(port));
            return await ServeAsync(setup, sources, records, new Places(endPoint, metrics, path), token).ConfigureAwait(false);
        }));
        return command;
    }

    private static Command CreateStandings()
    {
        Argument<string> directory = DirectoryArgument();
        var command = new Command("standings", "Shows how the wallets stand that have submitted shards; the oracle may be running.") { directory };
        command.SetAction((parsed, _) => Errors.GuardAsync(_ =>
        {
            Print(Oracle.ReadStandings(RecordIn(parsed.GetRequiredValue(directory))));
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static Command CreatePardon()
    {
        Argument<string> directory = DirectoryArgument();
        var wallet = new Argument<string>("wallet") { Description = "Address of the wallet." };
        var command = new Command("pardon", "Takes from a barred wallet again; the oracle must not be running.") { directory, wallet };
        command.SetAction((parsed, _) => Errors.GuardAsync(_ =>
        {
            PublicKey key = KnownSourceOptions.ParseAddresses("wallet", [parsed.GetRequiredValue(wallet)])[0];
            Oracle.Pardon(RecordIn(parsed.GetRequiredValue(directory)), key, TimeProvider.System);
            AnsiConsole.MarkupLineInterpolated($"[green]Done.[/] {key} is not barred.");
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static Argument<string> DirectoryArgument() => new("directory")
    {
        Description = "Directory of the oracle: its key, its record, its registry of first uploads.",
        DefaultValueFactory = _ => DefaultDirectory,
    };

    private static string RecordIn(string directory)
    {
        string path = Path.Combine(directory, RecordFile);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"There is no oracle in '{directory}': {RecordFile} is missing.", path);
    }

    private static IPEndPoint EndPoint(string address, int port)
    {
        if (!IPAddress.TryParse(address, out IPAddress? parsed))
            throw new ArgumentException($"--listen is '{address}'; it must be an IP address, as 127.0.0.1 or 0.0.0.0.");
        return port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort
            ? new IPEndPoint(parsed, port)
            : throw new ArgumentException($"--port is {port}; it must be 0 to {IPEndPoint.MaxPort}.");
    }

    private sealed record Places(IPEndPoint Listen, IPEndPoint? Metrics, string Directory);

    private static async Task<int> ServeAsync(
        OracleSetup setup, KnownSources sources, FleetRecords? records, Places places, CancellationToken cancellationToken)
    {
        OracleService service = new(setup.Oracle, new RequestVerifier(setup.Oracle.Address, TimeProvider.System));
        HostApplicationBuilder builder = ServiceHost.CreateBuilder(cancellationToken);
        builder.Services
            .AddSingleton<OracleHealth>()
            .AddObservation<OracleHealth>(
                places.Metrics, address => Console.WriteLine($"metrics  {address}metrics"), Environment.GetEnvironmentVariable)
            .AddHostedService(_ => new OracleServer(service, places.Listen, Tell))
            .AddHostedService(_ => new OracleReports(setup.Oracle, records, Console.WriteLine, TimeProvider.System));
        using IHost host = builder.Build();
        await ServiceHost.RunAsync(host).ConfigureAwait(false);
        Console.WriteLine("Stopped.");
        return ExitCode.Done;

        void Tell(Uri address) => Console.WriteLine($"""
            oracle   {setup.Oracle.Address}, in {places.Directory}
            device   {setup.DeviceName}
            samples  {Describe(setup.Oracle, records)}
            known    {Describe(sources)}
            HTTP     {address.OriginalString.TrimEnd('/')}

              piwa generate --oracle {address.OriginalString.TrimEnd('/')}

            Ctrl+C stops.
            """);
    }

    private static string Describe(Oracle oracle, FleetRecords? records) => records is null
        ? $"{oracle.Samples} of each shard are made again"
        : $"{oracle.Samples} to {oracle.MostSamples} of each shard are made again, by what {records.Name} has found of its wallet";

    private static string Describe(KnownSources sources)
    {
        if (sources.Tables.Count == 0)
            return "no sources: nothing comes before the first upload";
        ConflictReport conflicts = sources.FindConflicts();
        string text = string.Join(", ", sources.Tables.Select(table => $"{table} with {Units.Count(table.Count)} contents"));
        return conflicts.Count == 0 ? text : $"{text}; {Units.Count(conflicts.Count)} contents are claimed for two owners, and the earlier issuer decides";
    }

    /// <summary>Whole lines, whatever the terminal's width: the addresses are there to be copied.</summary>
    private static void Print(IReadOnlyList<WalletStanding> standings)
    {
        Console.WriteLine($"{"wallet",-44}  {"approved",9}  {"refused",8}  {"sampled",8}  {"equal",8}  {"strikes",7}");
        foreach (WalletStanding standing in standings.OrderByDescending(standing => standing.Shards).ThenBy(standing => standing.Wallet, StringComparer.Ordinal))
        {
            string equal = standing.Accuracy is { } accuracy ? string.Create(CultureInfo.InvariantCulture, $"{accuracy * 100:F2} %") : "";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{standing.Wallet,-44}  {standing.Shards,9}  {standing.Refused,8}  {standing.Sampled,8}  {equal,8}  {standing.MismatchedShards,7}"));
        }

        Console.WriteLine();
        Console.WriteLine("approved, refused: shards. sampled: assets made again; equal: how many came out equal. strikes: shards with one that did not,");
        Console.WriteLine("since the wallet was last pardoned.");
    }
}
