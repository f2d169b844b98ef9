using ILGPU;
using ILGPU.Runtime;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <summary>All device memory of a lane. Allocated once; nothing of ILGPU's is created afterwards.</summary>
internal sealed class IlgpuMemory : IDisposable
{
    private readonly IlgpuAllocator _allocator;
    private DeviceArrays _arrays;

    /// <param name="stream">What uses the memory; null to count alone.</param>
    /// <param name="options">The lane's options.</param>
    public IlgpuMemory(AcceleratorStream? stream, LaneOptions options)
    {
        _allocator = new IlgpuAllocator(stream);
        int assets = options.AssetCapacity, views = assets * options.ViewCount;
        int cells = MeshGridding.MaxCells(options.Mesh), corners = cells + 1;
        int quads = options.Mesh.QuadCapacity, vertices = options.Mesh.VertexCapacity;
        _arrays.PartCapacity = Recipe.MaxPartCount;
        _arrays.CellCapacity = cells * cells * cells;
        _arrays.CornerCapacity = corners * corners * corners;
        _arrays.RowCapacity = corners * corners;
        _arrays.QuadCapacity = quads;
        _arrays.VertexCapacity = vertices;
        _arrays.ViewCount = options.ViewCount;
        _arrays.PixelCount = options.ImageResolution * options.ImageResolution;
        _arrays.CornerSide = ViewWorkspace.CornerSide(options);
        _arrays.CornerSampleCount = _arrays.CornerSide * _arrays.CornerSide;

        _arrays.Grids = Allocate<GridRecord>(assets);
        _arrays.Headers = Allocate<MeshHeader>(assets);
        _arrays.Measures = Allocate<CoarseMeasure>(assets);
        _arrays.Scenes = Allocate<SceneRecord>(assets);
        _arrays.Meshes = Allocate<MeshWork>(assets);
        _arrays.Parts = Allocate<PartRecord>((long)assets * _arrays.PartCapacity);
        _arrays.PartData = Allocate<float>((long)assets * FieldProgram.DataCapacity);
        _arrays.PartDataStarts = Allocate<int>(assets);
        _arrays.Materials = Allocate<MaterialRecord>((long)assets * _arrays.PartCapacity);
        _arrays.Sky = Allocate<SkyRecord>(assets * Lighting.SkyCoefficientCount);
        _arrays.Lights = Allocate<LightRecord>(assets * Lighting.MaxLightCount);
        _arrays.CellTable = Allocate<int>(CellTable.Length);

        _arrays.Distances = Allocate<float>((long)assets * _arrays.CornerCapacity);
        _arrays.CornerQuads = Allocate<int>((long)assets * _arrays.CornerCapacity);
        _arrays.CellPatterns = Allocate<int>((long)assets * _arrays.CellCapacity);
        _arrays.CellVertices = Allocate<int>((long)assets * _arrays.CellCapacity);
        _arrays.Rows = Allocate<int>(2L * assets * _arrays.RowCapacity);

        (int quadInts, int quadFloats, int vertexInts, int vertexFloats) = DeviceKernels.PackedLengths(quads, vertices);
        _arrays.QuadInts = Allocate<int>((long)assets * quadInts);
        _arrays.QuadFloats = Allocate<float>((long)assets * quadFloats);
        _arrays.VertexInts = Allocate<int>((long)assets * vertexInts);
        _arrays.VertexFloats = Allocate<float>((long)assets * vertexFloats);
        _arrays.Positions = Allocate<ushort>(3L * assets * vertices);
        _arrays.Triangles = Allocate<ushort>(6L * assets * quads);
        _arrays.TriangleNormals = Allocate<int>(6L * assets * quads);
        _arrays.TriangleParts = Allocate<byte>(2L * assets * quads);
        _arrays.TriangleInfos = Allocate<byte>(2L * assets * quads);

        _arrays.Views = Allocate<ViewRecord>(views);
        _arrays.ViewWorks = Allocate<ViewWork>(views);
        _arrays.ScreenX = Allocate<int>((long)views * vertices);
        _arrays.ScreenY = Allocate<int>((long)views * vertices);
        _arrays.Nearness = Allocate<float>((long)views * vertices);
        _arrays.CentreKeys = Allocate<ulong>((long)views * _arrays.PixelCount);
        _arrays.CornerKeys = Allocate<ulong>((long)views * _arrays.CornerSampleCount);
        _arrays.CornerNeeded = Allocate<byte>((long)views * _arrays.CornerSampleCount);
        _arrays.ListedPixels = Allocate<int>((long)views * _arrays.PixelCount);
        _arrays.ListedCorners = Allocate<int>((long)views * _arrays.CornerSampleCount);
        _arrays.ListLengths = Allocate<int>(2L * views);
        _arrays.Samples = Allocate<float>(3L * views * (_arrays.CornerSampleCount == 0 ? 0 : _arrays.PixelCount + _arrays.CornerSampleCount));
        _arrays.Refused = Allocate<int>(assets);
        _arrays.Color = Channel<int>(options, ViewChannels.Color, views);
        _arrays.Depth = Channel<ushort>(options, ViewChannels.Depth, views);
        _arrays.Normal = Channel<ushort>(options, ViewChannels.Normal, views);
        _arrays.Albedo = Channel<int>(options, ViewChannels.Albedo, views);
        _arrays.Material = Channel<ushort>(options, ViewChannels.Material, views);
        _arrays.Part = Channel<byte>(options, ViewChannels.Part, views);
        _arrays.Position = Channel<ushort>(options, ViewChannels.Position, 3L * views);
    }

    public DeviceArrays Arrays => _arrays;

    /// <summary>Bytes of all of it.</summary>
    public long Bytes => _allocator.Bytes;

    public void Dispose() => _allocator.Dispose();

    private ArrayView<T> Channel<T>(LaneOptions options, ViewChannels channel, long views) where T : unmanaged =>
        Allocate<T>((options.Channels & channel) != 0 ? views * _arrays.PixelCount : 0);

    private ArrayView<T> Allocate<T>(long length) where T : unmanaged => _allocator.Allocate<T>(length);
}
