using System.CommandLine;
using Piwa.Bench.Machines;
using Piwa.Bench.Reports;

namespace Piwa.Bench.Peers;

/// <summary><c>peers</c>: our renderer against others, on the same meshes, cameras, resolution and channels.</summary>
internal static class PeersCommand
{
    /// <summary>Option for the Embree peer; <c>e2e</c> has it too.</summary>
    public static Option<string?> CreateEmbree() => new("--embree") { Description = "Program of the Embree peer." };

    /// <summary>Option for the llvmpipe peer.</summary>
    public static Option<string?> CreateOsmesa() => new("--osmesa") { Description = "Program of the OSMesa (llvmpipe) peer." };

    public static Command Create()
    {
        Option<string?> embree = CreateEmbree(), osmesa = CreateOsmesa();
        var assets = new Option<int>("--assets") { Description = "Standard assets in the pack.", DefaultValueFactory = _ => 32 };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads of each contestant; 0 for one on each core.",
            DefaultValueFactory = _ => 0,
        };
        var rounds = new Option<int>("--rounds") { Description = "Rounds, in turns.", DefaultValueFactory = _ => 5 };
        var distance = new Option<float>("--distance")
        {
            Description = "How far the cameras stand: 1.5 as those of a standard asset; the peers' own 2.2 show less than half as many of its pixels.",
            DefaultValueFactory = _ => PeerRig.StandardDistance,
        };
        var pack = new Option<string?>("--pack") { Description = "File that keeps the meshes." };
        var command = new Command("peers", "Our renderer against others, on the same meshes, cameras, resolution and channels.")
        {
            embree, osmesa, assets, threads, rounds, distance, pack,
        };
        command.SetAction(parsed =>
        {
            int threadCount = parsed.GetRequiredValue(threads);
            return Run(
                PeerRenderer.Of(parsed.GetValue(embree), parsed.GetValue(osmesa)),
                parsed.GetRequiredValue(assets),
                threadCount > 0 ? threadCount : Environment.ProcessorCount,
                parsed.GetRequiredValue(rounds),
                parsed.GetValue(pack),
                parsed.GetRequiredValue(distance));
        });
        return command;
    }

    /// <summary>The table of a comparison.</summary>
    public static void Print(PeerReport report)
    {
        Console.WriteLine($"Renderers on the CPU: mesh to pixels, {report.Assets} assets from the peers' directions, "
            + $"{report.Threads} threads each, medians of {report.Rounds} in turns.");
        var table = new TextTable("lrrrr", "renderer", "assets/s", "ms/asset", "coverage", "Piwa / it");
        foreach (PeerRate rate in report.Rates)
        {
            table.Add(rate.Name, $"{rate.AssetsPerSecond:F1}", $"{rate.Milliseconds:F2}", $"{rate.Coverage:F4}",
                $"{report.Ours.AssetsPerSecond / rate.AssetsPerSecond:F2}");
        }

        Console.Write(table);
        Console.WriteLine($"Piwa: full shading, the light at the vertices ({report.LightMilliseconds:F2} ms of its time) included. "
            + "Peers: one directional light; Embree builds its BVH, llvmpipe uploads and reads back.");
        if (!report.CoveragesAgree)
            Console.WriteLine($"NOT COMPARABLE: the coverages differ by more than {100 * PeerComparison.CoverageTolerance:F0} %.");
    }

    private static int Run(IReadOnlyList<PeerRenderer> peers, int assets, int threads, int rounds, string? pack, float distance)
    {
        PeerReport report = PeerComparison.Run(peers, assets, threads, rounds, pack, distance);
        Console.WriteLine(StandardAsset.Describe(report.MeanTriangles));
        Console.WriteLine($"Machine: {Machine.Find()}");
        Console.WriteLine();
        Print(report);
        if (peers.Count < 2)
            Console.WriteLine("A peer is missing: give --embree and --osmesa the programs to compare with.");
        return report.CoveragesAgree ? 0 : 1;
    }
}
