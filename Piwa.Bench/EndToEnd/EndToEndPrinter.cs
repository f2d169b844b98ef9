using Piwa.Bench.Peers;
using Piwa.Bench.Reports;

namespace Piwa.Bench.EndToEnd;

/// <summary>The report for the terminal.</summary>
internal static class EndToEndPrinter
{
    private const double Percent = 100;
    private const double Kilobyte = 1e3;
    private const double Megabyte = 1e6;

    public static void Print(EndToEndReport report)
    {
        PipelineFigures run = report.Run;
        Console.WriteLine(report.StandardAsset);
        Console.WriteLine($"Machine: {report.Machine}");
        Console.WriteLine($"Sources: {report.Origin}");
        Console.WriteLine();
        Console.WriteLine($"{run.AssetsPerSecond:F1} assets/s: {run.Assets} assets, {run.Threads} threads, {run.Device}"
            + (run.SteadyAssetsPerSecond is { } steady ? $"; {steady:F1} assets/s without the first quarter" : ""));
        Console.WriteLine($"  {run.ShardBytes / Kilobyte:N0} kB an asset on disk, {run.PeakMemoryBytes / Megabyte:N0} MB of memory at most, "
            + $"{(run.AllocatedBytes is { } bytes ? $"{bytes:N0}" : "unknown")} bytes allocated by asset ({run.AllocationWindow})");
        Console.WriteLine();
        PrintStages(report);
        Console.WriteLine();
        if (report.Peers is { } peers)
        {
            PeersCommand.Print(peers);
            Console.WriteLine();
        }

        PrintBars(report.Bars);
        foreach (string missing in report.Missing)
            Console.WriteLine($"Not measured: {missing}");
    }

    /// <summary>A figure of a bar with its unit.</summary>
    public static string Format(double value, string unit) => unit switch
    {
        "B" => $"{value:N0} B",
        "%" => $"{value:F1} %",
        _ => $"{value:F2} {unit}",
    };

    private static void PrintStages(EndToEndReport report)
    {
        var table = new TextTable("lrrrlrlrr", "stage", "ms/asset", "share", "alone", "step", "ms/asset", "ceiling", "ms/asset", "ratio");
        foreach (StageTime stage in report.Run.Stages)
        {
            StageTime? alone = report.Alone.FirstOrDefault(one => one.Name == stage.Name);
            CeilingTime?[] ceilings = [.. report.Ceilings.Where(ceiling => ceiling.Stage == stage.Name).DefaultIfEmpty(null)];
            for (int i = 0; i < ceilings.Length; i++)
            {
                string byItself = alone is null ? "-" : $"{alone.Milliseconds:F2}";
                string[] first = i == 0
                    ? [stage.Name, $"{stage.Milliseconds:F2}", $"{Percent * stage.Share:F0} %", byItself]
                    : ["", "", "", ""];
                string[] second = ceilings[i] is { } c
                    ? [c.Step, $"{c.Milliseconds:F2}", c.Ceiling, $"{c.CeilingMilliseconds:F2}", $"{c.Ratio:F2}"]
                    : ["", "", "none", "", ""];
                table.Add([.. first, .. second]);
            }
        }

        Console.Write(table);
        Console.WriteLine("ms/asset of a stage: in its body, while the others work on the same cores. "
            + "Alone: generate and render on all threads, seal and shard on one.");
        Console.WriteLine("Ratio: the ceiling's time by the step's, 1 is at the ceiling; in turns, render on all threads, the others on one.");
    }

    private static void PrintBars(IReadOnlyList<Bar> bars)
    {
        var table = new TextTable("lrrll", "figure", "value", "bar", "", "how");
        foreach (Bar bar in bars)
        {
            table.Add(
                bar.Name,
                bar.Value is { } value ? Format(value, bar.Unit) : "-",
                $"{(bar.IsLeast ? ">=" : "<=")} {Format(bar.Bound, bar.Unit)}",
                bar.IsMet switch { true => "met", false => "NOT MET", null => "-" },
                bar.Note);
        }

        Console.Write(table);
    }
}
