using System.CommandLine;
using Piwa.Bench.Machines;
using Piwa.Bench.Reports;

namespace Piwa.Bench.Micro;

/// <summary><c>micro</c>: BenchmarkDotNet over the inner steps. Times are for reading; allocations are gated.</summary>
internal static class MicroCommand
{
    /// <summary>
    /// Which objects stay on the stack depends on what the profile of the first calls said, and so on chance: allocations are measured
    /// with code that is compiled once, without a profile. The runtime reads this when a process starts.
    /// </summary>
    private const string Tiers = "DOTNET_TieredCompilation";

    private const string NoTiers = "0";

    private const int MostMeasurements = 4;

    public static Command Create()
    {
        var filter = new Option<string>("--filter") { Description = "Part of the names of what is to run.", DefaultValueFactory = _ => "*" };
        var update = new Option<bool>("--update") { Description = "Makes the results the new limits." };
        var verbose = new Option<bool>("--verbose") { Description = "Shows BenchmarkDotNet's log." };
        var command = new Command("micro", "Micro benchmarks; fails when one allocates over 10 % more than its limit.")
        {
            filter, update, verbose,
        };
        command.SetAction(parsed => Environment.GetEnvironmentVariable(Tiers) == NoTiers
            ? Run(parsed.GetRequiredValue(filter), parsed.GetValue(update), parsed.GetValue(verbose))
            : Tool.RunAgain(Environment.GetCommandLineArgs()[1..], (Tiers, NoTiers)));
        return command;
    }

    private static int Run(string filter, bool updates, bool isVerbose)
    {
        string path = Path.Combine(BaselineDirectory.Find(), AllocationGate.FileName);
        AllocationGate gate = File.Exists(path) ? AllocationGate.Load(path) : new AllocationGate(new Dictionary<string, long>());
        IReadOnlyList<MicroResult> results = updates
            ? Measure(filter, isVerbose, measurements: 2, _ => true)
            : Measure(filter, isVerbose, MostMeasurements, result => !gate.Allows(result));
        Console.WriteLine($"Machine: {Machine.Find()}");
        Console.WriteLine("Medians of short runs, of code compiled without a profile. "
            + "What is of an asset is of the first standard asset, on one thread.");
        Console.WriteLine();
        Console.Write(Table(results, gate));
        if (updates)
        {
            gate.With(results, MicroSuites.Names).Save(path);
            Console.WriteLine($"Limits are updated: {path}");
            return 0;
        }

        int over = results.Count(result => !gate.Allows(result));
        Console.WriteLine(over == 0
            ? "No benchmark allocates more than it may."
            : $"{over} of {results.Count} allocate more than they may. If that is meant, --update makes it the limit.");
        return over == 0 ? 0 : 1;
    }

    /// <summary>
    /// Measures, and measures doubtful results again: what the runtime allocates in the background falls into some measurements, and of several
    /// results the smallest is that of the code.
    /// </summary>
    private static IReadOnlyList<MicroResult> Measure(string filter, bool isVerbose, int measurements, Func<MicroResult, bool> isDoubtful)
    {
        IReadOnlyList<MicroResult> results = MicroSuites.Run(new MicroConfig([filter], isVerbose));
        for (int round = 1; round < measurements; round++)
        {
            string[] doubtful = [.. results.Where(isDoubtful).Select(result => $"*.{result.Name}")];
            if (doubtful.Length == 0)
                break;

            Dictionary<string, MicroResult> again = MicroSuites.Run(new MicroConfig(doubtful, isVerbose)).ToDictionary(result => result.Name);
            results =
            [
                .. results.Select(result =>
                    again.GetValueOrDefault(result.Name) is { } other && other.AllocatedBytes < result.AllocatedBytes ? other : result),
            ];
        }

        return results;
    }

    private static TextTable Table(IReadOnlyList<MicroResult> results, AllocationGate gate)
    {
        var table = new TextTable("lrrrl", "benchmark", "time", "allocated", "limit", "");
        foreach (MicroResult result in results)
        {
            table.Add(
                result.Name,
                Time(result.Nanoseconds),
                $"{result.AllocatedBytes:N0} B",
                gate.BytesOf(result.Name) is { } bytes ? $"{bytes:N0} B" : "none",
                gate.Allows(result) ? "" : gate.BytesOf(result.Name) is null ? "NEW" : "OVER");
        }

        return table;
    }

    private static string Time(double nanoseconds)
    {
        const double Step = 1000;
        return nanoseconds switch
        {
            < Step => $"{nanoseconds:F2} ns",
            < Step * Step => $"{nanoseconds / Step:F2} us",
            _ => $"{nanoseconds / (Step * Step):F2} ms",
        };
    }
}
