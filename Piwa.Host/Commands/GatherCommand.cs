using System.CommandLine;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Stores;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa gather</c>: makes a data set of what a fleet has finished.</summary>
internal static class GatherCommand
{
    public static Command Create()
    {
        var store = new Option<string[]>("--store")
        {
            Description = "Directory that all nodes see, or s3://BUCKET/PREFIX; also a data set's. Several are merged.",
            Required = true,
        };
        var output = new Option<string>("--out", "-o") { Description = "Directory of the data set.", DefaultValueFactory = _ => "dataset" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress, only the result." };
        var command = new Command("gather", "Makes a data set of the work units that fleets have finished, or of other data sets, each checked; says which are missing.")
        {
            store, output, quiet,
        };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            string directory = parsed.GetRequiredValue(output);
            var progress = new ProgressLine<GatherReport>(
                at => ((double)at.There / Math.Max(at.Order.Units, 1), $"{at.There}/{at.Order.Units} units"), parsed.GetValue(quiet));
            IShardStore[] stores = [.. parsed.GetRequiredValue(store).Select(address => ShardStore.Open(address))];
            GatherReport report;
            try
            {
                report = await progress.RunAsync(() => FleetGatherer.MergeAsync(stores, directory, progress, token)).ConfigureAwait(false);
            }
            finally
            {
                foreach (IDisposable held in stores.OfType<IDisposable>())
                    held.Dispose();
            }

            AnsiConsole.MarkupLineInterpolated($"{report.There} of {report.Order.Units} units are in {directory}, {report.Gathered} came now");
            AnsiConsole.MarkupLineInterpolated($"root {report.Root.ToString()}");
            if (report.IsComplete)
            {
                AnsiConsole.MarkupLineInterpolated(
                    $"[green]Complete.[/] Put it on the ledger:  {Self.Command} generate --assets {report.Order.Assets} --out {directory} (and the options of the campaign)");
                return ExitCode.Done;
            }

            AnsiConsole.MarkupLineInterpolated(
                $"[yellow]Not finished:[/] the units of assets {string.Join(", ", report.Missing)}{(report.Missing.Count < 20 ? "" : ", ...")}. '{Self.Command} work' makes them.");
            return ExitCode.Stopped;
        }));
        return command;
    }
}
