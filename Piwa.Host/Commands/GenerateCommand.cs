using System.CommandLine;
using System.Net;
using Piwa.Host.Observability;
using Piwa.Host.Pages;
using Piwa.Host.Serving;
using Piwa.Host.Terminal;
using Piwa.Pipeline;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa generate</c>: makes a data set, or goes on with one.</summary>
internal static class GenerateCommand
{
    private const long BytesOfMegabyte = 1_000_000;

    /// <returns>The command; and what adds to a list whatever is wrong with its options.</returns>
    public static (Command Command, Action<ParseResult, List<string>> Check) Create()
    {
        var assets = new Option<ulong>("--assets", "-n") { Description = "Assets that the data set is to have.", DefaultValueFactory = _ => 200 };
        var directory = new Option<string>("--out", "-o") { Description = "Directory of the data set.", DefaultValueFactory = _ => "dataset" };
        var shardAssets = new Option<int>("--shard-assets")
        {
            Description = "Assets in a shard. A run that is stopped loses at most the shard it is at.",
            DefaultValueFactory = _ => Campaign.DefaultShardAssets,
        };
        var chain = new Option<ChainPolicy>("--chain")
        {
            Description = "What goes on the ledger: mint (each asset, as a compressed NFT), anchor (the root of each shard, which proves its assets; "
                + "see promote), or both.",
            DefaultValueFactory = _ => ChainPolicy.Mint,
        };
        var batch = new Option<int>("--batch") { Description = "Assets in a batch; 0 chooses by the size of the views.", DefaultValueFactory = _ => 0 };
        var wallet = new Option<string?>("--wallet") { Description = "Keypair file of the operator; created when it is not there." };
        var unminted = new Option<int>("--unminted-shards")
        {
            Description = "Committed shards that may wait for the oracle and the ledger while these are away; with so many the run holds still.",
            DefaultValueFactory = _ => PiwaOptions.DefaultUnmintedShards,
        };
        var deadShare = new Option<double>("--max-dead-share")
        {
            Description = "The share of assets that may be dead letters; with more the run fails.",
            DefaultValueFactory = _ => PiwaOptions.DefaultMaximumDeadShare,
        };
        var freeDisk = new Option<long>("--min-free-disk")
        {
            Description = "MB that are to stay free on the disk; with less the run waits for room. 0 does not look.",
            DefaultValueFactory = _ => PiwaOptions.DefaultLeastFreeBytes / BytesOfMegabyte,
        };
        var telemetry = new Option<int>("--telemetry-hours")
        {
            Description = "Hours between posts of telemetry, signed and put on the ledger, 1 to 168; 0 posts nothing.",
            DefaultValueFactory = _ => (int)PiwaOptions.DefaultTelemetryInterval.TotalHours,
        };
        var page = new PageArguments(new Option<string?>("--page")
        {
            Description = $"Show the run and the data set as a web page while it runs, at this address or {PageArguments.Default}.",
            Arity = ArgumentArity.ZeroOrOne,
        });
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress, only the result." };
        var json = new Option<bool>("--json") { Description = "JSON and nothing else: an object a second, the report last." };
        var oracle = new OracleOption();
        var oracleSamples = new Option<int>("--oracle-samples")
        {
            Description = "Assets of each shard that the data set's own oracle makes again before it signs for them.",
            DefaultValueFactory = _ => 1,
        };
        var campaign = new CampaignOptions();
        var device = new DeviceOptions();
        var observation = new ObservationOptions();

        var command = new Command("generate", "Makes a data set. Run again, it goes on where it stopped.") { assets, directory };
        campaign.AddTo(command);
        command.Add(shardAssets);
        command.Add(chain);
        oracle.AddTo(command);
        command.Add(oracleSamples);
        device.AddTo(command);
        observation.AddTo(command);
        command.Add(batch);
        command.Add(wallet);
        command.Add(unminted);
        command.Add(deadShare);
        command.Add(freeDisk);
        command.Add(telemetry);
        page.AddTo(command);
        command.Add(quiet);
        command.Add(json);
        (PiwaPipelineBuilder Builder, ulong Count, IPEndPoint? Metrics) Plan(ParseResult parsed, List<string> faults)
        {
            ulong count = parsed.GetRequiredValue(assets);
            if (count == 0)
                faults.Add("--assets is 0; it must be at least 1.");

            (string deviceId, int threads) = device.Read(parsed);
            PiwaPipelineBuilder builder = PiwaPipeline.CreateBuilder().Configure(options =>
            {
                options.OutputDirectory = parsed.GetRequiredValue(directory);
                options.Campaign = campaign.Read(parsed, parsed.GetRequiredValue(shardAssets), faults) with { Chain = parsed.GetRequiredValue(chain) };
                options.Device = deviceId;
                options.Threads = threads;
                options.BatchAssets = parsed.GetRequiredValue(batch);
                options.OracleAddress = Faults.Gather(() => oracle.Read(parsed), null, faults);
                options.OracleSamples = parsed.GetRequiredValue(oracleSamples);
                options.UnmintedShards = parsed.GetRequiredValue(unminted);
                options.MaximumDeadShare = parsed.GetRequiredValue(deadShare);
                options.LeastFreeBytes = parsed.GetRequiredValue(freeDisk) * BytesOfMegabyte;
                options.TelemetryInterval = TimeSpan.FromHours(parsed.GetRequiredValue(telemetry));
                options.WalletPath = parsed.GetValue(wallet) ?? options.WalletPath;
            });
            IPEndPoint? metrics = Faults.Gather(() => observation.Read(parsed), null, faults);
            Faults.Gather(() => page.Asks(parsed) ? page.Read(parsed) : null, null, faults);
            Faults.Gather(builder.Build, null!, faults);
            return (builder, count, metrics);
        }

        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            List<string> faults = [];
            (PiwaPipelineBuilder builder, ulong count, IPEndPoint? metrics) = Plan(parsed, faults);
            Faults.Throw(faults);

            OutputMode mode = Output.Choose(parsed.GetValue(quiet), parsed.GetValue(json));
            var display = new RunDisplay(mode);
            IProgress<RunProgress> progress = new RunNotices(display, message => Output.Say(mode, message));
            using ServiceManager? manager = ServiceManager.Find(Environment.GetEnvironmentVariable, Environment.ProcessId);
            if (manager is not null)
                progress = new ServiceReports(manager, progress);
            RunFeed? feed = page.Asks(parsed) ? new RunFeed(progress, () => Environment.WorkingSet) : null;
            await using Observation watch = await Observation.StartAsync(metrics, feed ?? progress, token).ConfigureAwait(false);
            PiwaPipeline pipeline = builder.UseLogging(watch.LoggerFactory).Build();
            if (watch.Address is { } address)
                Output.Tell(mode, $"metrics  {address}metrics, health  {address}livez and {address}readyz");
            if (manager is null && (mode is OutputMode.Live or OutputMode.Lines))
                AnsiConsole.MarkupLineInterpolated($"[grey]Ctrl+C stops; the same command goes on later.[/]");

            PageServer? server = feed is null
                ? null
                : await page.StartAsync(
                    parsed, parsed.GetRequiredValue(directory), feed, message => Output.Tell(mode, message), token).ConfigureAwait(false);
            RunReport report;
            try
            {
                report = await display.RunAsync(() => pipeline.RunAsync(count, watch.Progress, token)).ConfigureAwait(false);
            }
            finally
            {
                if (server is not null)
                    await server.DisposeAsync().ConfigureAwait(false);
            }

            if (mode == OutputMode.Json)
                Console.WriteLine(RunJson.Report(report));
            else
                RunSummary.Print(report, count, parsed.GetRequiredValue(chain));
            return report.WasCancelled ? ExitCode.Stopped : ExitCode.Done;
        }));
        return (command, (parsed, faults) => Plan(parsed, faults));
    }
}
