using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;

namespace Piwa.Kernels.Views;

/// <summary>Working memory of the view kernels for one view at a time on the host. Not thread-safe: each worker has its own.</summary>
internal sealed unsafe class ViewWorkspace(LaneOptions options) : IDisposable
{
    private readonly NativeArray<int> _screenX = new(options.Mesh.VertexCapacity);
    private readonly NativeArray<int> _screenY = new(options.Mesh.VertexCapacity);
    private readonly NativeArray<float> _inverseDepth = new(options.Mesh.VertexCapacity);
    private readonly NativeArray<float> _nearestDepth = new(options.ImageResolution * options.ImageResolution);
    private readonly NativeArray<int> _nearestTriangle = new(options.ImageResolution * options.ImageResolution);
    private readonly NativeArray<int> _refused = new(1);

    /// <summary>The mesh and light of an asset, for any of its views.</summary>
    public static ViewWork Begin(AssetBuffer asset)
    {
        SceneMemory scene = asset.Scene;
        int stride = asset.WorldMemory.Length / 3;
        return new ViewWork
        {
            VertexCount = asset.VertexCount,
            TriangleCount = asset.TriangleCount,
            Triangles = asset.TriangleMemory.Pointer,
            TriangleNormals = asset.NormalMemory.Pointer,
            TriangleParts = asset.PartMemory.Pointer,
            WorldX = asset.WorldMemory.Pointer,
            WorldY = asset.WorldMemory.Pointer + stride,
            WorldZ = asset.WorldMemory.Pointer + (2 * stride),
            Parts = scene.Parts.Pointer,
            Materials = scene.Materials.Pointer,
            UnitOffsetX = scene.Frame.OffsetX,
            UnitOffsetY = scene.Frame.OffsetY,
            UnitOffsetZ = scene.Frame.OffsetZ,
            UnitScale = scene.Frame.Scale,
            Sky = scene.Sky.Pointer,
            Lights = scene.Lights.Pointer,
            LightCount = scene.LightCount,
        };
    }

    /// <summary>The work of one view.</summary>
    public ViewWork Open(AssetBuffer asset, int view)
    {
        ViewWork work = Begin(asset);
        int pixels = options.ImageResolution * options.ImageResolution;
        work.View = asset.Scene.Views.Pointer + view;
        work.ScreenX = _screenX.Pointer;
        work.ScreenY = _screenY.Pointer;
        work.InverseDepth = _inverseDepth.Pointer;
        work.NearestDepth = _nearestDepth.Pointer;
        work.NearestTriangle = _nearestTriangle.Pointer;
        work.RefusedTriangles = _refused.Pointer;
        work.Color = asset.ColorMemory.Pointer + (view * pixels);
        work.Depth = asset.DepthMemory.Pointer + (view * pixels);
        work.Normal = asset.ViewNormalMemory.Pointer + (view * pixels);
        *work.RefusedTriangles = 0;
        return work;
    }

    /// <summary>The fault of an asset whose view cannot be drawn.</summary>
    public static AssetFault Refusal { get; } =
        new("render", "A triangle is larger on the screen than the rasteriser takes; move the camera away from the asset.");

    public void Dispose()
    {
        _screenX.Dispose();
        _screenY.Dispose();
        _inverseDepth.Dispose();
        _nearestDepth.Dispose();
        _nearestTriangle.Dispose();
        _refused.Dispose();
    }
}
