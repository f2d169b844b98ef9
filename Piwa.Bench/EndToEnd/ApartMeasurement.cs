using System.Globalization;
using Piwa.Bench.Machines;

namespace Piwa.Bench.EndToEnd;

/// <summary>What needs processes of its own: the gain of a second core, the time to the first asset, the memory of a long run.</summary>
/// <param name="plan">Device and directory.</param>
internal sealed class ApartMeasurement(PipelinePlan plan)
{
    /// <summary>Four shards: the rate is that of the last three, without the start of the graph.</summary>
    private const int ScalingAssets = 256;

    private const int ScalingWarmUpAssets = 16;
    private const int ScalingRounds = 2;
    private const int MemoryBaseAssets = 500;
    private const int Starts = 3;

    /// <summary>Rate on two cores by that on one.</summary>
    public Bar SecondCore()
    {
        const string Name = "second core, rate by that of one";
        const double Bound = 1.8;
        string[] cores = AllowedCores();
        if (cores.Length < 2 || Tool.Find("taskset") is null)
            return Bar.AtLeast(Name, null, Bound, "x", "needs two cores, and taskset to keep a process on one");

        // In turns, and the better of each: a neighbour on one of two cores takes more from the run that needs both.
        double one = 0, two = 0;
        for (int round = 0; round < ScalingRounds; round++)
        {
            one = Math.Max(one, Rate(cores[0]));
            two = Math.Max(two, Rate($"{cores[0]},{cores[1]}"));
        }

        return Bar.AtLeast(Name, two / one, Bound, "x",
            $"{two:F1} by {one:F1} assets/s; best of {ScalingRounds} in turns, {ScalingAssets} assets without the first quarter, a process bound to its cores");

        double Rate(string bound)
        {
            PipelineFigures run = PipelineCommand.RunApart(plan with { Assets = ScalingAssets, WarmUpAssets = ScalingWarmUpAssets }, bound);
            return run.SteadyAssetsPerSecond ?? run.AssetsPerSecond;
        }
    }

    /// <summary>Growth of the peak of memory from a short run to a long one.</summary>
    /// <param name="assets">Assets of the long run; 0 leaves it out.</param>
    public Bar Memory(int assets)
    {
        const double Bound = 5;
        string name = $"peak memory, run of {(assets > 0 ? assets : 10_000):N0} over one of {MemoryBaseAssets}";
        if (assets == 0)
            return Bar.AtMost(name, null, Bound, "%", "takes long: asked for with --memory-assets 10000");

        const double Megabyte = 1e6, Percent = 100;
        double few = Peak(MemoryBaseAssets), many = Peak(assets);
        return Bar.AtMost(name, Percent * ((many / few) - 1), Bound, "%", $"{few / Megabyte:F0} MB, then {many / Megabyte:F0} MB");

        double Peak(int count) => PipelineCommand.RunApart(plan with { Assets = count, WarmUpAssets = 0 }).PeakMemoryBytes;
    }

    /// <summary>From the start of a process to the commit of its first asset.</summary>
    /// <param name="host">The host's program, or null to start this one.</param>
    public Bar FirstAsset(string? host)
    {
        double[] seconds = [.. Enumerable.Range(0, Starts).Select(_ => SecondsToFirst(host)).Order()];
        return Bar.AtMost("start to first committed asset", seconds[Starts / 2], 1.0, "s",
            $"median of {Starts}; {(host is null ? "Piwa.Bench itself: the host was not found beside it" : "piwa generate --assets 1")}");
    }

    private double SecondsToFirst(string? host)
    {
        string directory = Path.Combine(plan.Directory, "first");
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        string dataset = host is null ? Path.Combine(directory, "dataset") : directory;
        DateTimeOffset start = TimeProvider.System.GetUtcNow();
        if (host is null)
        {
            PipelineCommand.RunApart(plan with { Assets = 1, WarmUpAssets = 0, Directory = directory });
        }
        else
        {
            Tool.Run(host, ["generate", "--assets", "1", "--quiet", "--device", plan.Device, "--out", directory,
                "--wallet", Path.Combine(plan.Directory, "wallet.json")]);
        }

        // The manifest is written when a shard is committed, and this data set has one.
        return (File.GetLastWriteTimeUtc(Path.Combine(dataset, "manifest.jsonl")) - start.UtcDateTime).TotalSeconds;
    }

    /// <summary>Numbers of the cores that this process may use; none where the system does not say.</summary>
    private static string[] AllowedCores()
    {
        const string Path = "/proc/self/status", Key = "Cpus_allowed_list:";
        string list = File.Exists(Path)
            ? File.ReadLines(Path).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal))?[Key.Length..].Trim() ?? ""
            : "";
        return [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries).SelectMany(Range)];

        static IEnumerable<string> Range(string range)
        {
            int[] ends = [.. range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture))];
            return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1).Select(core => $"{core}");
        }
    }
}
