using System.CommandLine;
using Piwa.Bench.Reports;

namespace Piwa.Bench.EndToEnd;

/// <summary><c>compare</c>: two reports of <c>e2e</c> side by side.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var first = new Argument<string>("a") { Description = "A report." };
        var second = new Argument<string>("b") { Description = "Another report." };
        var any = new Option<bool>("--any-machine") { Description = "Compares reports of different machines, which says little." };
        var command = new Command("compare", "Two reports of e2e side by side.") { first, second, any };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(first), parsed.GetRequiredValue(second), parsed.GetValue(any)));
        return command;
    }

    private static int Run(string first, string second, bool isAnyMachine)
    {
        EndToEndReport a = EndToEndReport.Load(first), b = EndToEndReport.Load(second);
        if (!a.Machine.IsLike(b.Machine) && !isAnyMachine)
        {
            Console.Error.WriteLine("The machines differ, so the figures do not compare; --any-machine compares them all the same.");
            Console.Error.WriteLine($"  a: {a.Machine}");
            Console.Error.WriteLine($"  b: {b.Machine}");
            return 1;
        }

        Describe("a", first, a);
        Describe("b", second, b);
        if (a.StandardAsset != b.StandardAsset)
            Console.WriteLine("THE ASSETS DIFFER: rates of one are not rates of the other.");
        Console.WriteLine();
        Console.Write(Compare(a, b));
        return 0;
    }

    private static void Describe(string name, string path, EndToEndReport report)
    {
        Console.WriteLine($"{name}: {path}, {report.Origin}");
        Console.WriteLine($"   {report.StandardAsset}");
        Console.WriteLine($"   {report.Machine}");
    }

    private static TextTable Compare(EndToEndReport a, EndToEndReport b)
    {
        var table = new TextTable("lrrr", "figure", "a", "b", "b / a");
        Row("assets/s", a.Run.AssetsPerSecond, b.Run.AssetsPerSecond, "F2");
        foreach (StageTime stage in a.Run.Stages)
            Row($"{stage.Name}, ms/asset", stage.Milliseconds, Find(b.Run.Stages, stage), "F2");
        foreach (StageTime stage in a.Alone)
            Row($"{stage.Name} alone, ms/asset", stage.Milliseconds, Find(b.Alone, stage), "F2");
        foreach (CeilingTime ceiling in a.Ceilings)
        {
            Row($"{ceiling.Step} by {ceiling.Ceiling}", ceiling.Ratio,
                b.Ceilings.FirstOrDefault(other => other.Step == ceiling.Step && other.Ceiling == ceiling.Ceiling)?.Ratio, "F2");
        }

        foreach (Bar bar in a.Bars.Where(bar => !a.Ceilings.Any(ceiling => ceiling.Ratio == bar.Value)))
            Row($"{bar.Name}, {bar.Unit}", bar.Value, b.Bars.FirstOrDefault(other => other.Name == bar.Name)?.Value, "N2");
        Row("peak memory, B", a.Run.PeakMemoryBytes, b.Run.PeakMemoryBytes, "N0");
        Row("on disk by asset, B", a.Run.ShardBytes, b.Run.ShardBytes, "N0");
        Row("mean triangles", a.Run.MeanTriangles, b.Run.MeanTriangles, "N0");
        return table;

        void Row(string name, double? before, double? after, string format) =>
            table.Add(name, Cell(before, format), Cell(after, format), before is > 0 && after is { } value ? $"{value / before:F2}" : "-");

        static double? Find(IReadOnlyList<StageTime> stages, StageTime like) =>
            stages.FirstOrDefault(stage => stage.Name == like.Name)?.Milliseconds;

        static string Cell(double? value, string format) => value?.ToString(format, System.Globalization.CultureInfo.InvariantCulture) ?? "-";
    }
}
