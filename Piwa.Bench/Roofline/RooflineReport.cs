using System.Text.Json;
using Piwa.Bench.Machines;
using Piwa.Kernels.Codecs;
using Piwa.Kernels.Devices;

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
        KernelFloor[] floors = [.. kernels.Where(kernel => census.Kernels.ContainsKey(kernel.Kernel)).Select(kernel => KernelFloor.Of(
            kernel.Kernel, census.Kernels[kernel.Kernel], assets, kernel, Addresses(kernel.Kernel, kernels), peak))];
        floors = [.. floors, KernelFloor.Of(WorkCensus.Clearing, census.Kernels[WorkCensus.Clearing], assets, null, 0, peak)];
        return new RooflineReport(Bench.StandardAsset.Describe(census.MeanTriangles), assets, Tool.Commit(), peak, kernels, floors);
    }

    /// <summary>
    /// What finds a thread's arrays: about all instructions of the smallest kernel that finds the same ones, as little else is in it.
    /// </summary>
    private static int Addresses(string kernel, PtxCensus[] kernels)
    {
        string smallest = typeof(DeviceKernels).GetMethod(kernel) is not null ? nameof(DeviceKernels.ForgetFolds) : nameof(CodecKernels.ClearCrops);
        return kernels.First(other => other.Kernel == smallest).All;
    }

    /// <summary>Writes the report.</summary>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");
}
