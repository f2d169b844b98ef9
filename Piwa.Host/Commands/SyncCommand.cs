using System.CommandLine;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Stores;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa sync</c>: copies a data set or a fleet's store to S3 or back.</summary>
internal static class SyncCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = "Directory of a data set or of a fleet's store; or s3://BUCKET/PREFIX, to copy back." };
        var target = new Argument<string>("target") { Description = "The other of the two." };
        var readBack = new Option<bool>("--read-back") { Description = "Read all back and compare it, also where the server checks what it is given." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress, only the result." };
        var command = new Command("sync", "Copies a data set or a fleet's store to S3, or back, and verifies it. What is there and the same is left; nothing is deleted.")
        {
            source, target, readBack, quiet,
        };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            var progress = new ProgressLine<StoreSyncProgress>(
                at => ((double)at.Bytes / Math.Max(at.TotalBytes, 1), $"{at.Files}/{at.TotalFiles} files, {Units.Bytes(at.Bytes)} of {Units.Bytes(at.TotalBytes)}"),
                parsed.GetValue(quiet));
            StoreSyncReport report = await progress.RunAsync(() => StoreSync.RunAsync(
                parsed.GetRequiredValue(source), parsed.GetRequiredValue(target), parsed.GetValue(readBack), progress, token)).ConfigureAwait(false);
            AnsiConsole.MarkupLineInterpolated(
                $"[green]The same.[/] {report.Files} files, {Units.Bytes(report.Bytes)}; {report.CopiedFiles} of them, {Units.Bytes(report.CopiedBytes)}, copied now.");
            AnsiConsole.MarkupLineInterpolated($"verified: {report.Verification}");
            if (report.OtherFiles > 0)
                AnsiConsole.MarkupLineInterpolated($"[yellow]{report.OtherFiles} files there are not of the source[/] and were left alone.");
            return ExitCode.Done;
        }));
        return command;
    }
}
