using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Piwa.Host.Pages.Json;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;
using Piwa.Pipeline.Telemetry;
using Piwa.Pipeline.Verification;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa telemetry</c>: lists the posts of a node and checks them.</summary>
internal static class TelemetryCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("dataset") { Description = "Directory of the data set, or s3://BUCKET/PREFIX; another process may be writing to it." };
        var json = new Option<bool>("--json") { Description = "JSON and nothing else, the last post first." };
        var command = new Command("telemetry", "Lists the posts of a node, and checks signatures, order, manifest and ledger.") { directory, json };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            using Dataset dataset = await DatasetMirror.OpenAsync(parsed.GetRequiredValue(directory), token).ConfigureAwait(false);
            TelemetryReport report = await TelemetryVerifier.VerifyAsync(dataset, token).ConfigureAwait(false);
            if (parsed.GetValue(json))
                WriteJson(report);
            else
                Print(report);
            return report.IsSound ? ExitCode.Done : ExitCode.Unsound;
        }));
        return command;
    }

    private static void WriteJson(TelemetryReport report)
    {
        using Stream output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output))
            TelemetryListJson.Write(json, report, 0, int.MaxValue);
        output.Write("\n"u8);
    }

    /// <summary>Whole lines, whatever the terminal's width: they are there to be copied.</summary>
    private static void Print(TelemetryReport report)
    {
        foreach (CheckedTelemetryPost found in report.Posts)
            Console.WriteLine(Describe(found));
        Findings.Print(report.Findings);
        if (report.IsSound)
            AnsiConsole.MarkupLineInterpolated($"[green]Sound.[/] {Units.Count(report.Posts.Count)} posts, signed by their wallet; all are on the ledger.");
    }

    private static string Describe(CheckedTelemetryPost found)
    {
        TelemetryPost post = found.Post;
        TelemetryCounts now = post.InPeriod, all = post.InAll;
        string rate = post.AssetsPerSecond is { } assets ? string.Create(CultureInfo.InvariantCulture, $", {assets:F1} assets/s") : "";
        string bandwidth = post.BytesPerSecond is { } bytes ? $", {Units.Bytes((long)bytes)}/s" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            post {post.Number}, {post.Occasion.ToString().ToLowerInvariant()}
              period       {post.From.UtcDateTime:u} to {post.To.UtcDateTime:u}
              up           {Units.Time(post.Up)}, of which {Units.Time(post.Waiting)} waiting
              assets       {Units.Count(now.Assets)} and {Units.Count(now.DeadLetters)} dead letters; {Units.Count(all.Assets)} and {Units.Count(all.DeadLetters)} in all
              wrote        {Units.Bytes(now.ShardBytes)} of shards, {Units.Bytes(now.LedgerBytes)} of ledger{bandwidth}
              computes on  {post.Device}, {post.Cores} cores{rate}
              signed       {(found.IsSigned ? $"by {post.Wallet}" : "no")}
              ledger       {found.Transaction?.ToString() ?? "not there"}
            """);
    }
}
