using System.CommandLine;
using System.Numerics;
using System.Text.Json;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Recipes;

namespace Piwa.Bench.Accuracy;

/// <summary>
/// <c>accuracy</c>: how far the mesh of each primitive lies from its surface, along the axes of the grid and turned. One way only: a piece of
/// surface that the mesh lacks is not seen, but for a box's edges.
/// </summary>
internal static class AccuracyCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var triangles = new Option<int>("--triangles")
        {
            Description = "Triangles aimed at.",
            DefaultValueFactory = _ => Kernels.Meshes.MeshOptions.DefaultTargetTriangles,
        };
        var json = new Option<string?>("--json") { Description = "File that receives the table." };
        var command = new Command("accuracy", "Measures the mesh of each primitive against its surface.") { triangles, json };
        command.SetAction(parsed => Run(parsed.GetValue(triangles), parsed.GetValue(json)));
        return command;
    }

    private static int Run(int triangles, string? json)
    {
        using var device = new HostDevice();
        CameraRig rig = CameraRig.Objaverse12;
        using DeviceLane lane = device.CreateLane(new LaneOptions
        {
            AssetCapacity = 1,
            ViewCount = rig.ViewCount,
            ImageResolution = LaneOptions.MinImageResolution,
            Mesh = new() { TargetTriangles = triangles },
        });
        using AssetBatch batch = lane.CreateBatch();
        var meter = new AccuracyMeter();
        Quaternion turn = new RandomStream(1, 0, RandomField.Labels).NextRotation();
        List<AccuracyResult> results = [];
        Console.WriteLine("Distances in 1/1000 of the longest side; * = by the recipe's field, else by a closed form.");
        Console.WriteLine($"{"primitive",-16}{"turned",-8}{"triangles",9}{"cells",7}{"mean",9}{"99 %",9}{"max",9}");
        foreach (AccuracyCase solid in AccuracyCase.All)
        {
            foreach (Quaternion rotation in (Quaternion[])[Quaternion.Identity, turn])
            {
                AccuracyCase turned = solid with { Part = solid.Part with { Rotation = rotation } };
                batch.Begin(new Single(turned.Part, rig), 0, 1);
                lane.GenerateMeshes(batch);
                if (batch[0].Fault is { } fault)
                {
                    Console.Error.WriteLine($"{solid.Part.Primitive}: {fault.Reason}");
                    return 1;
                }

                results.Add(meter.Measure(batch[0], turned, rotation != Quaternion.Identity));
                Print(results[^1]);
            }
        }

        if (json is not null)
            File.WriteAllText(json, JsonSerializer.Serialize(results, Indented));
        return 0;
    }

    private static void Print(AccuracyResult result)
    {
        Console.WriteLine($"{result.Primitive + (result.IsExact ? "" : "*"),-16}{(result.IsRotated ? "yes" : "no"),-8}{result.Triangles,9:N0}"
            + $"{result.Resolution,7}{1000 * result.Mean,9:F4}{1000 * result.Percentile99,9:F4}{1000 * result.Max,9:F4}");
        if (result.Edges is { } edges && result.Flatness is { } flatness)
        {
            Console.WriteLine($"  true edges to the mesh: mean {1000 * edges.Mean:F4}, max {1000 * edges.Max:F4}; "
                + $"triangles to the true sides: mean {flatness.Mean:F4} degrees, max {flatness.Max:F4}");
        }
    }

    /// <summary>One part, with light and cameras that are of no matter.</summary>
    private sealed class Single(Part part, CameraRig rig) : IRecipeSource
    {
        public Recipe Create(ulong assetIndex) => Preset.Piwa.Sample(1, assetIndex, rig) with { Origin = null, Parts = [part] };
    }
}
