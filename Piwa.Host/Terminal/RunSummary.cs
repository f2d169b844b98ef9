using System.Globalization;
using Piwa.Host.Serving;
using Piwa.Pipeline;
using Spectre.Console;

namespace Piwa.Host.Terminal;

/// <summary>Prints what a run did, and what to do next.</summary>
internal static class RunSummary
{
    public static void Print(RunReport report, RunRequest request)
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
        Row("root", report.Root.ToString());
        if (request.Chain != ChainPolicy.Anchor)
            Row("minted", $"{Units.Count(report.Minted)} assets, owned by {report.Wallet}");
        if (request.Chain != ChainPolicy.Mint)
            Row("anchored", $"{Units.Count(report.Anchored)} assets, owned by {report.Wallet}");
        Row("rate", string.Create(CultureInfo.InvariantCulture, $"{report.AssetsPerSecond:F1} assets/s in {Units.Time(p.Elapsed)} on {report.Device}"));
        if (p.TelemetryPosts > 0)
        {
            Row("telemetry", $"{Units.Count(p.TelemetryPosts)} posts"
                + (p.WaitingTelemetryPosts > 0 ? $"; {Units.Count(p.WaitingTelemetryPosts)} wait for the ledger: the next run sends them" : ", on the ledger"));
        }

        if (p.DeviceLosses > 0)
            Row("device lost", $"{p.DeviceLosses} times; last: {p.LastDeviceLoss}");
        Row("time", string.Join("  ", p.Stages.Select(stage =>
            string.Create(CultureInfo.InvariantCulture, $"{stage.Name} {stage.Share * 100:F0} %"))));
        AnsiConsole.Write(table);

        string directory = report.DirectoryPath;
        if (report.WasCancelled)
        {
            AnsiConsole.MarkupLineInterpolated($"[yellow]Stopped before all {request.Assets} assets were made.[/] The same command goes on.");
            return;
        }

        AnsiConsole.MarkupLineInterpolated($"[green]Done.[/] Look at it:  {Self.Command} inspect {directory}");
        AnsiConsole.MarkupLineInterpolated($"      Check it:    {Self.Command} verify {directory}");
    }
}
