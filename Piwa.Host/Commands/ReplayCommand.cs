using System.CommandLine;
using System.Globalization;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Verification;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa replay</c>: makes the assets of dead letters again.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("dataset") { Description = "Directory of the data set." };
        var asset = new Option<ulong?>("--asset") { Description = "Index of the only asset to replay; by default all that have letters." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress, only the result." };
        var device = new DeviceOptions();
        var command = new Command("replay", "Makes the assets of dead letters again from their recipes: do they still fail, and for the same cause?")
        {
            directory, asset,
        };
        device.AddTo(command);
        command.Add(quiet);
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            (string deviceId, int threads) = device.Read(parsed);
            var options = new ReplayOptions { Asset = parsed.GetValue(asset), Device = deviceId, Threads = threads };
            var progress = new ProgressLine<(int Done, int Total)>(
                at => ((double)at.Done / at.Total, $"{at.Done}/{at.Total} letters"), parsed.GetValue(quiet));
            IReadOnlyList<ReplayResult> results = await progress.RunAsync(
                () => Task.FromResult(DeadLetterReplayer.Replay(parsed.GetRequiredValue(directory), options, progress, token))).ConfigureAwait(false);
            Print(results);
            return results.All(result => result.Outcome == ReplayOutcome.FailsAgain) ? ExitCode.Done : ExitCode.Unsound;
        }));
        return command;
    }

    private static void Print(IReadOnlyList<ReplayResult> results)
    {
        if (results.Count > 0)
        {
            Table table = new Table().Border(TableBorder.Simple);
            table.AddColumn(new TableColumn("asset").RightAligned().NoWrap());
            table.AddColumn(new TableColumn("dead letter"));
            table.AddColumn(new TableColumn("made again"));
            foreach (ReplayResult result in results)
            {
                table.AddRow(
                    new Text(result.AssetIndex.ToString(CultureInfo.InvariantCulture)),
                    new Text($"{result.Stage}: {result.Reason}"),
                    new Text(result.Outcome switch
                    {
                        ReplayOutcome.FailsAgain => "fails in the same way",
                        ReplayOutcome.FailsOtherwise => $"fails otherwise: {result.StageNow}: {result.ReasonNow}",
                        _ => "works: generator or device are not what they were",
                    }));
            }

            AnsiConsole.Write(table);
        }

        int same = results.Count(result => result.Outcome == ReplayOutcome.FailsAgain);
        AnsiConsole.MarkupLineInterpolated($"{results.Count} dead letters replayed, {same} fail in the same way.");
    }
}
