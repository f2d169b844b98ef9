using System.CommandLine;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Stores;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa fetch</c>: copies what a data set or a fleet's store has of some assets.</summary>
internal static class FetchCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = "A data set or a fleet's store: s3://BUCKET/PREFIX, or a directory." };
        var output = new Option<string>("--out", "-o") { Description = "Directory of the data set that it becomes.", DefaultValueFactory = _ => "dataset" };
        var from = new Option<ulong>("--from") { Description = "Index of the first asset." };
        var assets = new Option<ulong?>("--assets", "-n") { Description = "Assets from there on; the shards that have them come whole. Default: all." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress, only the result." };
        var command = new Command("fetch", "Copies the shards that have some assets out of a bucket or a directory, each verified. Run again, it goes on.")
        {
            source, output, from, assets, quiet,
        };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            string directory = parsed.GetRequiredValue(output);
            ulong first = parsed.GetValue(from), count = parsed.GetValue(assets) ?? ulong.MaxValue;
            if (count == 0)
                throw new ArgumentException("--assets is 0; it must be at least 1.");
            var progress = new ProgressLine<GatherReport>(
                at => ((double)at.There / Math.Max(at.Wanted, 1), $"{at.There}/{at.Wanted} shards"), parsed.GetValue(quiet));
            IShardStore store = ShardStore.Open(parsed.GetRequiredValue(source));
            using var held = store as IDisposable;
            GatherReport report = await progress.RunAsync(() => FleetGatherer.FetchAsync(store, directory, first, count, progress, token)).ConfigureAwait(false);
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
}
