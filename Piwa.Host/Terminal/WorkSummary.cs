using System.Globalization;
using Piwa.Pipeline;
using Piwa.Pipeline.Fleet;
using Piwa.Pipeline.Stores;
using Spectre.Console;

namespace Piwa.Host.Terminal;

/// <summary>Prints what a node did of a fleet's work, and what to do next.</summary>
internal static class WorkSummary
{
    public static void Print(WorkReport report, IShardStore store)
    {
        string rate = report.Run is { } run ? Rate(run) : "";
        AnsiConsole.MarkupLineInterpolated(
            $"share {report.Partition.ToString()}: {report.Units} units, {report.Before} were finished, {report.Published} made now{rate}");
        if (report.IsDone)
            AnsiConsole.MarkupLineInterpolated($"[green]Done.[/] When all shares are:  {Self.Command} gather --store {store.ToString()} --out dataset");
        else if (report.Run is { WasCancelled: true })
            AnsiConsole.MarkupLineInterpolated($"[yellow]Stopped before the share was finished.[/] The same command goes on.");
    }

    /// <summary>What a node did for a coordinator.</summary>
    public static void Print(FleetReport report)
    {
        string lost = report.Lost > 0 ? $", {report.Lost} came too late" : "";
        AnsiConsole.MarkupLineInterpolated(
            $"{report.Units} units handed in{lost}, {report.Checks} of others checked{Rate(report.Run)}");
        if (report.Run.WasCancelled)
            AnsiConsole.MarkupLineInterpolated($"[yellow]Stopped.[/] What was under way is given back; the same command goes on.");
        else
            AnsiConsole.MarkupLineInterpolated($"[green]Done.[/] The fleet has nothing more to do.");
    }

    private static string Rate(RunReport run) =>
        string.Create(CultureInfo.InvariantCulture, $", {run.AssetsPerSecond:F1} assets/s on {run.Device}");
}
