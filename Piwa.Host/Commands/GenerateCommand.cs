using System.CommandLine;
using System.Globalization;
using Piwa.Host.Pages;
using Piwa.Host.Terminal;
using Piwa.Pipeline;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa generate</c>: makes a data set, or goes on with one.</summary>
internal static class GenerateCommand
{
    private const long BytesOfMegabyte = 1_000_000;

    public static Command Create()
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
        var page = new PageArguments(new Option<string?>("--page")
        {
            Description = $"Show the run and the data set as a web page while it runs, at this address or {PageAddress.Default}.",
            Arity = ArgumentArity.ZeroOrOne,
        });
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress, only the result." };
        var oracle = new OracleOption();
        var oracleSamples = new Option<int>("--oracle-samples")
        {
            Description = "Assets of each shard that the data set's own oracle makes again before it signs for them.",
            DefaultValueFactory = _ => 1,
        };
        var campaign = new CampaignOptions();
        var device = new DeviceOptions();

        var command = new Command("generate", "Makes a data set. Run again, it goes on where it stopped.") { assets, directory };
        campaign.AddTo(command);
        command.Add(shardAssets);
        command.Add(chain);
        oracle.AddTo(command);
        command.Add(oracleSamples);
        device.AddTo(command);
        command.Add(batch);
        command.Add(wallet);
        command.Add(unminted);
        command.Add(deadShare);
        command.Add(freeDisk);
        page.AddTo(command);
        command.Add(quiet);
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            ulong count = parsed.GetRequiredValue(assets);
            if (count == 0)
                throw new ArgumentException("--assets is 0; it must be at least 1.");

            (string deviceId, int threads) = device.Read(parsed);
            PiwaPipeline pipeline = PiwaPipeline.CreateBuilder().Configure(options =>
            {
                options.OutputDirectory = parsed.GetRequiredValue(directory);
                options.Campaign = campaign.Read(parsed, parsed.GetRequiredValue(shardAssets)) with { Chain = parsed.GetRequiredValue(chain) };
                options.Device = deviceId;
                options.Threads = threads;
                options.BatchAssets = parsed.GetRequiredValue(batch);
                options.OracleAddress = oracle.Read(parsed);
                options.OracleSamples = parsed.GetRequiredValue(oracleSamples);
                options.UnmintedShards = parsed.GetRequiredValue(unminted);
                options.MaximumDeadShare = parsed.GetRequiredValue(deadShare);
                options.LeastFreeBytes = parsed.GetRequiredValue(freeDisk) * BytesOfMegabyte;
                options.WalletPath = parsed.GetValue(wallet) ?? options.WalletPath;
            }).Build();
            bool isQuiet = parsed.GetValue(quiet);
            var progress = new ProgressLine<RunProgress>(Describe, isQuiet);
            if (!isQuiet)
                AnsiConsole.MarkupLineInterpolated($"[grey]Ctrl+C stops; the same command goes on later.[/]");
            var notices = new RunNotices(progress);
            RunFeed? feed = page.Asks(parsed) ? new RunFeed(notices, () => Environment.WorkingSet) : null;
            PageServer? server = feed is null
                ? null
                : await page.StartAsync(parsed, parsed.GetRequiredValue(directory), feed, token).ConfigureAwait(false);
            RunReport report;
            try
            {
                report = await progress.RunAsync(() => pipeline.RunAsync(count, (IProgress<RunProgress>?)feed ?? notices, token)).ConfigureAwait(false);
            }
            finally
            {
                if (server is not null)
                    await server.DisposeAsync().ConfigureAwait(false);
            }

            Print(report, count, parsed.GetRequiredValue(chain));
            return report.WasCancelled ? ExitCode.Stopped : ExitCode.Done;
        }));
        return command;
    }

    private static (double Share, string Text) Describe(RunProgress progress)
    {
        double rate = progress.Sealed / Math.Max(progress.Elapsed.TotalSeconds, 1e-3);
        double share = progress.Planned == 0 ? 1 : (double)progress.Sealed / progress.Planned;
        string left = rate > 0 ? Units.Time(TimeSpan.FromSeconds((progress.Planned - progress.Sealed) / rate)) + " left" : "";
        string state = progress.IsDraining ? "stopping  " : progress.Waiting is { } reason ? $"waiting ({progress.UnmintedShards} shards unminted): {reason}  " : "";
        return (share, string.Create(
            CultureInfo.InvariantCulture,
            $"{state}{Units.Count(progress.Sealed)}/{Units.Count(progress.Planned)} assets  {rate:F1}/s  {Units.Bytes(progress.ShardBytes)} in {progress.Shards} shards  {left}"));
    }

    private static void Print(RunReport report, ulong asked, ChainPolicy chain)
    {
        RunProgress p = report.Progress;
        var table = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        void Row(string name, string value) => table.AddRow(new Markup($"[grey]{name}[/]"), new Text(value));
        Row("data set", report.DirectoryPath);
        Row("assets", p.AlreadyThere > 0
            ? $"{Units.Count(p.Completed)} made, {Units.Count(p.AlreadyThere)} were there"
            : $"{Units.Count(p.Completed)} made");
        if (p.DeadLettered > p.Drained)
            Row("dead letters", $"{Units.Count(p.DeadLettered - p.Drained)}, see dead-letters.jsonl");
        if (p.Drained > 0)
            Row("left over", $"{Units.Count(p.Drained)} of an unfinished shard, or not on the ledger yet: the next run goes on with them");
        Row("shards", $"{Units.Count(p.Shards)}, {Units.Bytes(p.ShardBytes)}"
            + (p.Completed > 0 ? $", {Units.Bytes(p.ShardBytes / p.Completed)} an asset" : ""));
        if (chain != ChainPolicy.Anchor)
            Row("minted", $"{Units.Count(report.Minted)} assets, owned by {report.Wallet}");
        if (chain != ChainPolicy.Mint)
            Row("anchored", $"{Units.Count(report.Anchored)} assets, owned by {report.Wallet}");
        Row("rate", string.Create(CultureInfo.InvariantCulture, $"{report.AssetsPerSecond:F1} assets/s in {Units.Time(p.Elapsed)} on {report.Device}"));
        if (p.DeviceLosses > 0)
            Row("device lost", $"{p.DeviceLosses} times; last: {p.LastDeviceLoss}");
        Row("time", string.Join("  ", p.Stages.Select(stage =>
            string.Create(CultureInfo.InvariantCulture, $"{stage.Name} {stage.Share * 100:F0} %"))));
        AnsiConsole.Write(table);

        string directory = report.DirectoryPath;
        if (report.WasCancelled)
        {
            AnsiConsole.MarkupLineInterpolated($"[yellow]Stopped before all {asked} assets were made.[/] The same command goes on.");
            return;
        }

        AnsiConsole.MarkupLineInterpolated($"[green]Done.[/] Look at it:  {Self.Command} inspect {directory}");
        AnsiConsole.MarkupLineInterpolated($"      Check it:    {Self.Command} verify {directory}");
    }
}
