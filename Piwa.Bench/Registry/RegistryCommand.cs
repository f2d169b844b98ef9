using System.CommandLine;
using System.Globalization;
using Piwa.Bench.Reports;

namespace Piwa.Bench.Registry;

/// <summary><c>registry</c>: what the registry of first uploads takes and answers, against a store that is only written to.</summary>
internal static class RegistryCommand
{
    private const double Megabyte = 1e6;

    public static Command Create()
    {
        var keys = new Option<long>("--keys") { Description = "Claims entered.", DefaultValueFactory = _ => 10_000_000 };
        var batch = new Option<int>("--batch") { Description = "Claims of a call.", DefaultValueFactory = _ => 8_192 };
        var memory = new Option<long>("--memory") { Description = "Megabytes that the registry may use.", DefaultValueFactory = _ => 256 };
        var directory = new Option<string?>("--directory") { Description = "Where to make it; a temporary directory if not given." };
        var alone = new Option<bool>("--alone") { Description = "Without the store that is only written to." };
        var command = new Command("registry", "Registry of first uploads: get-or-add, lookups, bytes a key, memory.") { keys, batch, memory, directory, alone };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string? given = parsed.GetValue(directory);
            string home = given ?? Directory.CreateTempSubdirectory("piwa-registry-").FullName;
            try
            {
                RegistryWork work = new(
                    home, parsed.GetRequiredValue(keys), parsed.GetRequiredValue(batch), parsed.GetRequiredValue(memory) << 20);
                Print(await work.RunAsync(parsed.GetValue(alone), cancellationToken));
                return 0;
            }
            finally
            {
                if (given is null)
                    Directory.Delete(home, recursive: true);
            }
        });
        return command;
    }

    private static void Print(RegistryFigures figures)
    {
        TextTable table = new("lr", $"{Text(figures.Keys, "N0")} claims, {Text(figures.Batch, "N0")} a call, each flushed", "");
        if (figures.PlainWrites is { } plain)
            table.Add("the same entries written by RocksDB alone, no lookups: the ceiling, a second", Text(plain, "N0"));
        table.Add("get-or-add, a second", Text(figures.GetOrAdds, "N0"));
        if (figures.PlainWrites is { } ceiling)
            table.Add("ratio", Text(figures.GetOrAdds / ceiling, "F2"));
        table.Add("processor time of a get-or-add, all threads, µs", Text(figures.ProcessorMicroseconds, "F2"));
        table.Add("lookups that find, a second", Text(figures.Hits, "N0"));
        table.Add("lookups that find nothing, a second", Text(figures.Misses, "N0"));
        table.Add("bytes a key on disk, at the end", Text(figures.BytesPerKey, "F1"));
        table.Add("resident memory, peak, MB", Text(figures.PeakMemoryBytes / Megabyte, "N0"));
        table.Add("opened again, seconds", Text(figures.Reopening.TotalSeconds, "F2"));
        Console.Write(table);
        Console.WriteLine($"One claim in a hundred is of content that came before; every answer was checked. Two calls wait at a time.");
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
