using System.CommandLine;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Keys;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Stores;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa fetch</c>: copies what a data set or a fleet's store has of some assets.</summary>
internal static class FetchCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = "A data set or a fleet's store: s3://BUCKET/PREFIX, or a directory. With --licence, the address of a market." };
        var output = new Option<string>("--out", "-o") { Description = "Directory of the data set that it becomes.", DefaultValueFactory = _ => "dataset" };
        var from = new Option<ulong>("--from") { Description = "Index of the first asset." };
        var assets = new Option<ulong?>("--assets", "-n") { Description = "Assets from there on; the shards that have them come whole. Default: all." };
        var licence = new Option<string?>("--licence") { Description = "File of a licence: what it is for comes from the market that has given it." };
        var dataset = new Option<string?>("--dataset") { Description = "Which data set of the licence, if it is for several." };
        Option<string?> wallet = MarketCommand.WalletOption("the licence's buyer");
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress, only the result." };
        var command = new Command("fetch", "Copies the shards that have some assets out of a bucket, a directory or a market, each verified. Run again, it goes on.")
        {
            source, output, from, assets, licence, dataset, wallet, quiet,
        };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            string directory = parsed.GetRequiredValue(output);
            ulong first = parsed.GetValue(from), count = parsed.GetValue(assets) ?? ulong.MaxValue;
            if (count == 0)
                throw new ArgumentException("--assets is 0; it must be at least 1.");
            var progress = new ProgressLine<GatherReport>(
                at => ((double)at.There / Math.Max(at.Wanted, 1), $"{at.There}/{at.Wanted} shards"), parsed.GetValue(quiet));
            GatherReport report;
            if (parsed.GetValue(licence) is { } path)
            {
                if (first != 0 || parsed.GetValue(assets) is not null)
                    throw new ArgumentException("--from and --assets are the licence's: with --licence they are not given.");
                using Keypair key = OperatorKey.Open(parsed.GetValue(wallet));
                using MarketClient market = await MarketCommand.OpenAsync(parsed.GetRequiredValue(source), key, token).ConfigureAwait(false);
                Licence read = LicenceCommand.Read(path);
                LicensedRange range = Choose(read, parsed.GetValue(dataset));
                report = await progress.RunAsync(() => LicensedFetch.RunAsync(market, read, range, directory, progress, null, token)).ConfigureAwait(false);
            }
            else
            {
                IShardStore store = ShardStore.Open(parsed.GetRequiredValue(source));
                using var held = store as IDisposable;
                report = await progress.RunAsync(() => FleetGatherer.FetchAsync(store, directory, first, count, progress, token)).ConfigureAwait(false);
            }

            AnsiConsole.MarkupLineInterpolated($"{report.There} of {report.Wanted} shards are in {directory}, {report.Gathered} came now");
            if (report.IsComplete)
            {
                AnsiConsole.MarkupLineInterpolated($"[green]All of it.[/] Look into it:  {Self.Command} inspect {directory}");
                return ExitCode.Done;
            }

            AnsiConsole.MarkupLineInterpolated(
                $"[yellow]Not there yet:[/] the units of assets {string.Join(", ", report.Missing)}{(report.Missing.Count < 20 ? "" : ", ...")}.");
            return ExitCode.Stopped;
        }));
        return command;
    }

    private static LicensedRange Choose(Licence licence, string? dataset)
    {
        if (dataset is null && licence.Ranges.Count == 1)
            return licence.Ranges[0];
        return licence.Ranges.FirstOrDefault(range => range.Dataset == dataset)
            ?? throw new ArgumentException($"--dataset must be one of the licence's: {string.Join(", ", licence.Ranges.Select(range => range.Dataset))}.");
    }
}
