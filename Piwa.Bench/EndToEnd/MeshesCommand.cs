using System.CommandLine;
using System.Diagnostics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Recipes;

namespace Piwa.Bench.EndToEnd;

/// <summary>
/// <c>meshes</c>: makes the meshes of many assets and counts what is wrong with them, and where they pass through themselves: the census
/// of a preset.
/// </summary>
internal static class MeshesCommand
{
    public static Command Create()
    {
        var presets = new Option<string[]>("--preset")
        {
            Description = "Presets, one after the other.",
            DefaultValueFactory = _ => ["piwa", "zeroverse"],
            AllowMultipleArgumentsPerToken = true,
        };
        var assets = new Option<int>("--assets") { Description = "Assets of each.", DefaultValueFactory = _ => 10_000 };
        var first = new Option<ulong>("--first") { Description = "Index of the first." };
        var intersections = new Option<bool>("--intersections")
        {
            Description = "Whether to count where meshes pass through themselves.",
            DefaultValueFactory = _ => true,
        };
        var command = new Command("meshes", "Makes the meshes of many assets and counts their defects and self-intersections.")
        {
            presets, assets, first, intersections,
        };
        command.SetAction(parsed =>
        {
            int faults = 0;
            foreach (string preset in parsed.GetRequiredValue(presets))
                faults += Run(Preset.Find(preset), parsed.GetRequiredValue(assets), parsed.GetValue(first), parsed.GetValue(intersections));
            return faults == 0 ? 0 : 1;
        });
        return command;
    }

    private static int Run(Preset preset, int assets, ulong first, bool countIntersections)
    {
        const int BatchAssets = 64;
        using var device = new HostDevice();
        CameraRig rig = CameraRig.Objaverse12;
        using DeviceLane lane = device.CreateLane(new LaneOptions
        {
            AssetCapacity = BatchAssets,
            ViewCount = rig.ViewCount,
            ImageResolution = LaneOptions.MinImageResolution,
        });
        using AssetBatch batch = lane.CreateBatch();
        var source = new PresetSource(preset, rig, campaignSeed: 1);
        List<int> triangles = [];
        List<string> faults = [];
        var intersections = new IntersectionCensus();
        long making = 0;
        for (int done = 0; done < assets; done += batch.Count)
        {
            long start = Stopwatch.GetTimestamp();
            batch.Begin(source, first + (ulong)done, Math.Min(BatchAssets, assets - done));
            lane.GenerateMeshes(batch);
            making += Stopwatch.GetTimestamp() - start;
            foreach (AssetBuffer asset in batch.Assets)
            {
                // A fault is whatever the validator counts, and no surface at all.
                if (asset.Fault is { } fault)
                {
                    faults.Add($"asset {asset.Index}: {fault.Reason}");
                    continue;
                }

                triangles.Add(asset.TriangleCount);
                if (countIntersections)
                    intersections.Add(asset);
            }
        }

        double seconds = (double)making / Stopwatch.Frequency;
        triangles.Sort();
        Console.WriteLine($"{preset.Name}: {assets:N0} assets, {faults.Count} with a defect, {assets / seconds:F1} assets/s");
        if (triangles.Count > 0)
        {
            PrintTriangles(triangles);
            if (countIntersections)
                intersections.Print();
        }

        foreach (string fault in faults.Take(20))
            Console.WriteLine($"  {fault}");
        return faults.Count;
    }

    private static void PrintTriangles(List<int> triangles) =>
        Console.WriteLine($"  triangles: mean {triangles.Average():N0}, least {triangles[0]:N0}, 1 % {triangles[triangles.Count / 100]:N0}, "
            + $"median {triangles[triangles.Count / 2]:N0}, 99 % {triangles[triangles.Count - 1 - (triangles.Count / 100)]:N0}, most {triangles[^1]:N0}");
}
