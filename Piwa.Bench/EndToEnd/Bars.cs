using Piwa.Bench.Peers;

namespace Piwa.Bench.EndToEnd;

/// <summary>The figures that have a bar, out of what was measured.</summary>
internal static class Bars
{
    private const double Percent = 100;
    private const string NoPeers = "not measured: give --embree and --osmesa the peers' programs";

    /// <summary>Those of the run and of its ceilings.</summary>
    public static IEnumerable<Bar> Of(PipelineFigures run, IReadOnlyList<CeilingTime> ceilings, PeerReport? peers)
    {
        PeerRate? fastest = peers?.Fastest;
        yield return Bar.AtLeast("render, rate by the faster peer's", peers?.Ours.AssetsPerSecond / fastest?.AssetsPerSecond, 1.5, "x",
            fastest is null ? NoPeers : $"{peers!.Ours.AssetsPerSecond:F1} by {fastest.AssetsPerSecond:F1} assets/s ({fastest.Name})");
        yield return Bar.AtLeast(
            "end to end, rate by the faster peer's rendering alone", run.AssetsPerSecond / fastest?.AssetsPerSecond, 1, "x",
            fastest is null
                ? NoPeers
                : $"{run.AssetsPerSecond:F1} by {fastest.AssetsPerSecond:F1} assets/s ({fastest.Name}, as large)");
        StageTime meshing = run.Stages.First(stage => stage.Name == "generate");
        yield return Bar.AtMost(
            "meshing, share of the time of all stages", Percent * meshing.Share, 25, "%",
            "stage generate: recipe, mesh, check, light at the vertices");
        yield return Of("BLAKE3, rate by b3sum's", 0.9, ceilings, CodecCeilings.HashStep, "b3sum");
        yield return Of("seal (filter + LZ4 + BLAKE3), rate by lz4 -1 on the same bytes", 1, ceilings, CodecCeilings.PackStep, "lz4");
        yield return Of("Parquet stage, rate by ParquetSharp's with the same table", 1, ceilings, ShardCeilings.Step, ShardCeilings.Peer);
        yield return Bar.AtMost("allocated by asset, steady state", run.AllocatedBytes, 4096, "B", run.AllocationWindow);
    }

    private static Bar Of(string name, double bound, IReadOnlyList<CeilingTime> ceilings, string step, string ceiling)
    {
        CeilingTime? found = ceilings.FirstOrDefault(time => time.Step == step && time.Ceiling.StartsWith(ceiling, StringComparison.Ordinal));
        return Bar.AtLeast(
            name, found?.Ratio, bound, "x",
            found is null
                ? $"not measured: there is no {ceiling}"
                : $"{found.CeilingMilliseconds:F2} by {found.Milliseconds:F2} ms an asset, one thread");
    }
}
