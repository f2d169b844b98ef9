using System.CommandLine;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Stores;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa store probe</c>: what a store on S3 can be relied on for.</summary>
internal static class StoreCommand
{
    public static Command Create() => new("store", "Looks at the store of a fleet.") { CreateProbe() };

    private static Command CreateProbe()
    {
        var store = new Option<string>("--store") { Description = "Address of the store: s3://BUCKET/PREFIX.", Required = true };
        var command = new Command("probe", "Tries what a server of S3 honours, with objects of its own, which it deletes. 'work' does so before it writes.")
        {
            store,
        };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            string address = parsed.GetRequiredValue(store);
            IShardStore opened = ShardStore.Open(address);
            using var held = opened as IDisposable;
            if (opened is not S3Store remote)
                throw new ArgumentException($"'{address}' is a directory, and its file system is not probed. An address on S3 is s3://BUCKET/PREFIX.");
            S3ProbeReport report = await remote.ProbeAsync(token).ConfigureAwait(false);
            Print(report);
            return report.IsUsable ? ExitCode.Done : ExitCode.Failed;
        }));
        return command;
    }

    /// <summary>Whole lines, whatever the terminal's width.</summary>
    private static void Print(S3ProbeReport report)
    {
        Console.WriteLine($"{report.Address} at {report.Endpoint ?? "Amazon S3"}");
        int width = report.Checks.Max(check => check.Name.Length);
        foreach (S3ProbeCheck check in report.Checks)
        {
            string verdict = check.IsHonoured ? "[green]ok     [/]" : check.IsRequired ? "[red]fault  [/]" : "[yellow]warning[/]";
            AnsiConsole.Markup(verdict);
            Console.WriteLine($"  {check.Name.PadRight(width)}  {check.Detail}");
        }

        AnsiConsole.Markup(report.IsUsable ? "[green]Usable:[/] " : "[red]Not usable.[/] ");
        Console.WriteLine(report.IsUsable ? report.Verification + "." : "Work that two nodes do at once could be lost there, or bytes be others.");
    }
}
