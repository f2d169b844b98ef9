using Piwa.Host.Terminal;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa verify --manifest</c>: checks a manifest by itself.</summary>
internal static class ManifestCheck
{
    public static async Task<int> RunAsync(string directory, ContentHash? root, bool isQuiet, CancellationToken cancellationToken)
    {
        var progress = new ProgressLine<long>(lines => (0, $"{Units.Count(lines)} shards"), isQuiet);
        ManifestReport report = await progress.RunAsync(
            () => Task.Run(() => ManifestVerifier.Verify(directory, root, progress, cancellationToken), cancellationToken)).ConfigureAwait(false);
        var table = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        void Row(string name, string value) => table.AddRow(new Markup($"[grey]{name}[/]"), new Text(value));
        Row("shards", $"{Units.Count(report.Shards)}, {Units.Bytes(report.Bytes)} by the manifest");
        Row("assets", Units.Count(report.Rows) + (report.Dead > 0 ? $", and {Units.Count(report.Dead)} dead letters" : ""));
        Row("root", report.Root.ToString());
        Row("signed", report.ShardsSigned == 0 ? "none of the shards" : $"{Units.Count(report.ShardsSigned)} of {Units.Count(report.Shards)} shards, by their wallets");
        AnsiConsole.Write(table);
        Findings.Print(report.Findings);
        if (!report.IsSound)
            return ExitCode.Unsound;
        AnsiConsole.MarkupLine("[green]The manifest is sound.[/] Its shards were not read.");
        return ExitCode.Done;
    }
}
