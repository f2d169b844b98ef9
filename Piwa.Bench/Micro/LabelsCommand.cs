using System.CommandLine;
using System.Diagnostics;
using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Labels;

namespace Piwa.Bench.Micro;

/// <summary><c>labels</c>: shape labels on one thread: the tree, self-intersections, all labels of an asset, distances.</summary>
internal static class LabelsCommand
{
    private const int Points = 20_000;
    private const int WarmUps = 8;

    public static Command Create()
    {
        var preset = new Option<string>("--preset") { Description = "Preset of the assets.", DefaultValueFactory = _ => "piwa" };
        var assets = new Option<int>("--assets") { Description = "Assets.", DefaultValueFactory = _ => 30 };
        var command = new Command("labels", "Shape labels of assets, on one thread.") { preset, assets };
        command.SetAction(parsed => Run(Preset.Find(parsed.GetRequiredValue(preset)), parsed.GetRequiredValue(assets)));
        return command;
    }

    private static void Run(Preset preset, int assets)
    {
        using var device = new HostDevice();
        CameraRig rig = CameraRig.Objaverse12;
        using DeviceLane lane = device.CreateLane(new LaneOptions
        {
            AssetCapacity = assets,
            ViewCount = rig.ViewCount,
            ImageResolution = LaneOptions.MinImageResolution,
        });
        using AssetBatch batch = lane.CreateBatch();
        batch.Begin(new PresetSource(preset, rig, campaignSeed: 1), 0, assets);
        lane.GenerateMeshes(batch);
        AssetBuffer[] made = [.. batch.Assets.ToArray().Where(asset => asset.Fault is null)];
        var mesh = new MeshBvh();
        var maker = new LabelMaker(new LabelOptions());
        var surface = new SurfaceSampler();
        var intersections = new MeshIntersections();
        List<double> building = [], crossing = [], far = [], near = [], labels = [];
        foreach (AssetBuffer asset in (AssetBuffer[])[.. made.Take(WarmUps), .. made])
        {
            building.Add(Milliseconds(() => mesh.Build(asset.Positions, asset.Triangles)));
            crossing.Add(Milliseconds(() => intersections.Count(asset.Positions, asset.Triangles)));
            surface.Build(mesh);
            var random = new RandomStream(1, asset.Index, RandomField.Labels);
            Vector3[] volume = new Vector3[Points], close = new Vector3[Points];
            for (int i = 0; i < Points; i++)
            {
                volume[i] = random.NextVector(-0.5f, 0.5f);
                close[i] = surface.Draw(mesh, ref random).Place.ToWorld() + random.NextVector(-0.01f, 0.01f);
            }

            far.Add(Milliseconds(() => Ask(mesh, volume)));
            near.Add(Milliseconds(() => Ask(mesh, close)));
            labels.Add(Milliseconds(() => maker.Make(asset, 1)));
        }

        Console.WriteLine($"{preset.Name}, {made.Length} assets of {made.Average(asset => asset.TriangleCount):N0} triangles, one thread: median (least)");
        Console.WriteLine($"tree                {Time(building, 0.5):F2} ({Time(building, 0):F2}) ms");
        Console.WriteLine($"self-intersections  {Time(crossing, 0.5):F2} ({Time(crossing, 0):F2}) ms");
        Console.WriteLine($"labels              {Time(labels, 0.5):F1} ({Time(labels, 0):F1}) ms");
        Console.WriteLine($"distances, volume   {Points / Time(far, 0.5):N0} ({Points / Time(far, 0):N0}) thousand/s");
        Console.WriteLine($"distances, near     {Points / Time(near, 0.5):N0} ({Points / Time(near, 0):N0}) thousand/s");
    }

    /// <summary>Of the assets behind those that warm up.</summary>
    private static double Time(List<double> values, double share) =>
        values.Skip(WarmUps).Order().ElementAt((int)((values.Count - WarmUps - 1) * share));

    private static double Milliseconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void Ask(MeshBvh mesh, Vector3[] points)
    {
        foreach (Vector3 point in points)
            mesh.SignedDistance(point);
    }
}
