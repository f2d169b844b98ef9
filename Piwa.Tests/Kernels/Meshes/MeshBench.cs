using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Recipes;

namespace Piwa.Tests.Kernels.Meshes;

/// <summary>Makes meshes of recipes for tests.</summary>
internal sealed class MeshBench : IDisposable
{
    private readonly HostDevice _device = new(1);
    private readonly DeviceLane _lane;
    private readonly AssetBatch _batch;

    public MeshBench(int targetTriangles = 10_000)
    {
        _lane = _device.CreateLane(new LaneOptions
        {
            AssetCapacity = 1,
            ImageResolution = 64,
            Mesh = new() { TargetTriangles = targetTriangles },
        });
        _batch = _lane.CreateBatch();
    }

    /// <summary>A recipe of parts alone, with light and cameras that are of no matter.</summary>
    public static Recipe Of(params Part[] parts) => Preset.Piwa.Sample(1, 1, CameraRig.Objaverse12) with { Origin = null, Parts = parts };

    /// <summary>Makes the mesh; the buffer is valid until the next call.</summary>
    public AssetBuffer Make(Recipe recipe)
    {
        _batch.Begin(new Fixed(recipe), 0, 1);
        _lane.GenerateMeshes(_batch);
        return _batch[0];
    }

    public AssetBuffer Render(Recipe recipe)
    {
        AssetBuffer asset = Make(recipe);
        _lane.RenderViews(_batch);
        return asset;
    }

    public static Vector3 Vertex(AssetBuffer asset, int vertex) => new(
        (asset.Positions[3 * vertex] - 32767.5f) / 65535f,
        (asset.Positions[(3 * vertex) + 1] - 32767.5f) / 65535f,
        (asset.Positions[(3 * vertex) + 2] - 32767.5f) / 65535f);

    public void Dispose()
    {
        _batch.Dispose();
        _lane.Dispose();
        _device.Dispose();
    }

    private sealed class Fixed(Recipe recipe) : IRecipeSource
    {
        public Recipe Create(ulong assetIndex) => recipe;
    }
}
