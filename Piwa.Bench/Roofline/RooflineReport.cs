using System.Text.Json;
using Piwa.Bench.Machines;

namespace Piwa.Bench.Roofline;

/// <summary>All that <c>roofline</c> found out.</summary>
/// <param name="StandardAsset">What the figures are of.</param>
/// <param name="Assets">Assets that were counted.</param>
/// <param name="Commit">The sources' commit, with a + where they were changed; null where not known.</param>
/// <param name="Peak">The device.</param>
/// <param name="Kernels">By kernel: its PTX.</param>
/// <param name="Floors">By kernel: its floor.</param>
internal sealed record RooflineReport(
    string StandardAsset, int Assets, string? Commit, DevicePeak Peak, IReadOnlyList<PtxCensus> Kernels, IReadOnlyList<KernelFloor> Floors)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Compiles, counts and divides.</summary>
    /// <param name="assets">Assets to count; 0 for the PTX alone.</param>
    /// <param name="peak">The device.</param>
    public static RooflineReport Of(int assets, DevicePeak peak)
    {
        PtxCensus[] kernels = [.. KernelPtx.Kernels.Select(kernel => PtxCensus.Read(kernel.Name, KernelPtx.Compile(kernel)))];
        if (assets == 0)
            return new RooflineReport("No assets were counted.", 0, Tool.Commit(), peak, kernels, []);

        var census = WorkCensus.Of(assets);
        KernelFloor[] floors =
        [
            .. census.Kernels.Select(work => KernelFloor.Of(
                work.Key, work.Value, assets, kernels.FirstOrDefault(kernel => kernel.Kernel == work.Key), peak)),
        ];
        return new RooflineReport(Bench.StandardAsset.Describe(census.MeanTriangles), assets, Tool.Commit(), peak, kernels, floors);
    }

    /// <summary>Writes the report.</summary>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");
}
