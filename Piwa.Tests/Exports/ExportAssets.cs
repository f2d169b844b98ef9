using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Exports;

namespace Piwa.Tests.Exports;

/// <summary>Fresh assets to export, without views.</summary>
internal static class ExportAssets
{
    /// <summary>The first assets of a preset; those that cannot be made are left out.</summary>
    public static List<AssetPictures> Make(string preset, int count, int triangles)
    {
        var options = new LaneOptions
        {
            AssetCapacity = count,
            ImageResolution = 64,
            Mesh = new MeshOptions { TargetTriangles = triangles, MinResolution = triangles < MeshOptions.DefaultTargetTriangles ? 12 : 32 },
        };
        using var device = new HostDevice();
        using DeviceLane lane = device.CreateLane(options);
        using AssetBatch batch = lane.CreateBatch();
        batch.Begin(new PresetSource(Preset.Find(preset), CameraRig.Find("objaverse12"), 1), 0, count);
        lane.GenerateMeshes(batch);
        var assets = new List<AssetPictures>();
        foreach (AssetBuffer asset in batch.Assets)
        {
            if (asset.Fault is null)
                assets.Add(AssetPictures.From(asset));
        }

        return assets;
    }
}
