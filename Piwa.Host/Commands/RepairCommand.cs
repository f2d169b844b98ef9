using System.CommandLine;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Verification;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa repair</c>: makes damaged shards and dead letters of a data set again.</summary>
internal static class RepairCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("dataset") { Description = "Directory of the data set." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be made again; write nothing." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress, only the result." };
        var device = new DeviceOptions();
        var command = new Command("repair", "Makes damaged shards again and puts them in place if their hashes are the manifest's; verifies all.")
        {
            directory, dryRun,
        };
        device.AddTo(command);
        command.Add(quiet);
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            (string deviceId, int threads) = device.Read(parsed);
            var options = new RepairOptions { DryRun = parsed.GetValue(dryRun), Device = deviceId, Threads = threads };
            var progress = new ProgressLine<RepairProgress>(Describe, parsed.GetValue(quiet));
            RepairReport report = await progress.RunAsync(
                () => DatasetRepairer.RepairAsync(parsed.GetRequiredValue(directory), options, progress, token)).ConfigureAwait(false);
            Print(report, options.DryRun);
            return report.IsSound ? ExitCode.Done : ExitCode.Unsound;
        }));
        return command;
    }

    private static (double Share, string Text) Describe(RepairProgress progress) => (
        (double)progress.Done / Math.Max(progress.Total, 1),
        progress.Step switch
        {
            RepairStep.Check => $"{progress.Done}/{progress.Total} shards checked",
            RepairStep.Make => $"{Units.Count(progress.Done)}/{Units.Count(progress.Total)} assets made again",
            _ => $"{progress.Done}/{progress.Total} shards proven",
        });

    private static void Print(RepairReport report, bool isDryRun)
    {
        foreach (string file in isDryRun ? report.Damaged : report.Repaired)
            AnsiConsole.MarkupLineInterpolated($"[yellow]{(isDryRun ? "to make again:" : "repaired:")}[/] {file}");
        Findings.Print(report.Findings);
        if (report.IsSound && report.Repaired.Count == 0)
            AnsiConsole.MarkupLine("[green]Sound.[/] Nothing to repair.");
        else if (report.IsSound)
            AnsiConsole.MarkupLineInterpolated($"[green]Sound.[/] {report.Repaired.Count} repaired, each equal to what the manifest says.");
    }
}
