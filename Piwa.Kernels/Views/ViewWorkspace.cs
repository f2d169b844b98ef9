using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Views;

/// <summary>Working memory of the view kernels for one view at a time on the host. Not thread-safe: each worker has its own.</summary>
internal sealed unsafe class ViewWorkspace : IDisposable
{
    /// <summary>Vectors reach beyond the last vertex or sample.</summary>
    private const int WidestVector = 16;

    private readonly LaneOptions _options;
    private readonly NativeArray<int> _screenX, _screenY, _vertexRows, _rows, _tiles, _centreMarks, _cornerMarks, _found, _byPart, _blended, _partCounts, _refused;
    private readonly NativeArray<float> _nearness, _centreNearness, _cornerNearness, _sampleRows;
    private readonly NativeArray<byte> _parts;
    private readonly NativeArray<ushort> _cornersNeeded;
    private readonly int _cornerSide;

    public ViewWorkspace(LaneOptions options)
    {
        _options = options;
        int vertices = options.Mesh.VertexCapacity + WidestVector;
        int pixels = options.ImageResolution * options.ImageResolution;
        _cornerSide = CornerSide(options);
        int corners = _cornerSide * _cornerSide;
        int samples = Math.Max(pixels, corners) + WidestVector;
        _screenX = new(vertices);
        _screenY = new(vertices);
        _nearness = new(vertices);
        _vertexRows = new(vertices * RowsOfFour.Length);
        _rows = new((options.Mesh.TriangleCapacity + WidestVector) * TriangleRows.Length);
        _tiles = new(RasterTiles.StrideOf(options.ImageResolution) * RasterTiles.StrideOf(options.ImageResolution) * RasterTiles.Words);
        _centreNearness = new(VisibilityPlane.Capacity(options.ImageResolution));
        _centreMarks = new(VisibilityPlane.Capacity(options.ImageResolution));
        _cornerNearness = new(VisibilityPlane.Capacity(_cornerSide));
        _cornerMarks = new(VisibilityPlane.Capacity(_cornerSide));
        _sampleRows = new((pixels + corners) * RowsOfFour.Length);
        _found = new(samples);
        _byPart = new(samples);
        _blended = new(samples);
        _parts = new(samples);
        _cornersNeeded = new(SampleLists.NeededLength(_cornerSide));
        _partCounts = new(Recipe.MaxPartCount + 1);
        _refused = new(1);

        // All of it is used sooner or later, but for the rows of meshes with more than twice the triangles aimed at.
        _rows.Take(..(_rows.Length / 2));
        foreach (NativeArray<int> array in (ReadOnlySpan<NativeArray<int>>)[_tiles, _centreMarks, _cornerMarks, _found, _byPart, _blended])
            array.Take(..);
        foreach (NativeArray<float> array in (ReadOnlySpan<NativeArray<float>>)[_centreNearness, _cornerNearness, _sampleRows])
            array.Take(..);
    }

    /// <summary>The fault of an asset whose view cannot be drawn.</summary>
    public static AssetFault Refusal { get; } =
        new("render", "A triangle is larger on the screen than the rasteriser takes; move the camera away from the asset.");

    public SampleLists Lists => new()
    {
        Found = _found.Pointer,
        Parts = _parts.Pointer,
        Seams = _byPart.Pointer,
        ByPart = _byPart.Pointer,
        Blended = _blended.Pointer,
        CornersNeeded = _cornersNeeded.Pointer,
        PartCounts = _partCounts.Pointer,
    };

    /// <summary>Samples along a side of the plane of corners: none where no colour is asked for.</summary>
    public static int CornerSide(LaneOptions options) =>
        (options.Channels & ViewChannels.Color) != 0 ? options.ImageResolution + 1 : 0;

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
            TriangleInfos = asset.InfoMemory.Pointer,
            WorldX = asset.WorldMemory.Pointer,
            WorldY = asset.WorldMemory.Pointer + stride,
            WorldZ = asset.WorldMemory.Pointer + (2 * stride),
            VertexLights = asset.LightMemory.Pointer,
            Parts = scene.Parts.Pointer,
            PartCount = scene.PartCount,
            PartData = scene.PartData.Pointer,
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
        long pixels = (long)_options.ImageResolution * _options.ImageResolution;
        long first = view * pixels;
        work.View = asset.Scene.Views.Pointer + view;
        work.ScreenX = _screenX.Pointer;
        work.ScreenY = _screenY.Pointer;
        work.Nearness = _nearness.Pointer;
        work.VertexRows = _vertexRows.Pointer;
        work.TriangleRows = _rows.Pointer;
        work.Tiles = new RasterTiles { First = _tiles.Pointer, Stride = RasterTiles.StrideOf(_options.ImageResolution) };
        work.Centres = new VisibilityPlane
        {
            Nearness = _centreNearness.Pointer,
            Marks = _centreMarks.Pointer,
            Side = _options.ImageResolution,
        };
        work.Corners = new VisibilityPlane { Nearness = _cornerNearness.Pointer, Marks = _cornerMarks.Pointer, Side = _cornerSide };
        work.SampleRows = _sampleRows.Pointer;
        work.RefusedTriangles = _refused.Pointer;
        work.Drawn = asset.DrawnMemory.Pointer + view;
        work.Color = Plane(asset.ColorMemory, first);
        work.Depth = Plane(asset.DepthMemory, first);
        work.Normal = Plane(asset.ViewNormalMemory, first);
        work.Albedo = Plane(asset.AlbedoMemory, first);
        work.Material = Plane(asset.MaterialMemory, first);
        work.Part = Plane(asset.PartPlaneMemory, first);
        work.Position = Plane(asset.PositionPlaneMemory, 3 * first);
        *work.RefusedTriangles = 0;
        return work;
    }

    public void Dispose()
    {
        IDisposable[] owned =
        [
            _screenX, _screenY, _vertexRows, _rows, _tiles, _centreMarks, _cornerMarks, _found, _byPart, _blended, _partCounts, _refused, _nearness,
            _centreNearness, _cornerNearness, _sampleRows, _cornersNeeded, _parts,
        ];
        foreach (IDisposable array in owned)
            array.Dispose();
    }

    /// <summary>A view's stretch of a channel; null for one that is not made.</summary>
    private static T* Plane<T>(NativeArray<T> channel, long first) where T : unmanaged =>
        channel.Length > 0 ? channel.Pointer + first : null;
}
