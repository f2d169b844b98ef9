using ILGPU;
using ILGPU.Runtime;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Devices;

/// <summary>All device memory of a lane. Allocated once; nothing of ILGPU's is created afterwards.</summary>
internal sealed class IlgpuMemory : IDisposable
{
    private readonly Accelerator _accelerator;
    private readonly List<MemoryBuffer> _buffers = [];
    private DeviceArrays _arrays;

    public IlgpuMemory(Accelerator accelerator, LaneOptions options)
    {
        _accelerator = accelerator;
        int assets = options.AssetCapacity, views = assets * options.ViewCount;
        int cells = MeshGridding.MaxCells(options.Mesh), corners = cells + 1;
        int quads = options.Mesh.QuadCapacity, vertices = options.Mesh.VertexCapacity;
        _arrays.PartCapacity = Recipe.MaxPartCount;
        _arrays.HeightCapacity = Recipe.MaxPartCount * HeightTable.PartLength;
        _arrays.CellCapacity = cells * cells * cells;
        _arrays.CornerCapacity = corners * corners * corners;
        _arrays.RowCapacity = corners * corners;
        _arrays.QuadCapacity = quads;
        _arrays.VertexCapacity = vertices;
        _arrays.ViewCount = options.ViewCount;
        _arrays.PixelCount = options.ImageResolution * options.ImageResolution;

        _arrays.Grids = Allocate<GridRecord>(assets);
        _arrays.Headers = Allocate<MeshHeader>(assets);
        _arrays.Measures = Allocate<CoarseMeasure>(assets);
        _arrays.Scenes = Allocate<SceneRecord>(assets);
        _arrays.Parts = Allocate<PartRecord>((long)assets * _arrays.PartCapacity);
        _arrays.Heights = Allocate<float>((long)assets * _arrays.HeightCapacity);
        _arrays.Materials = Allocate<Views.MaterialRecord>((long)assets * _arrays.PartCapacity);
        _arrays.Sky = Allocate<Views.SkyRecord>(assets * Lighting.SkyCoefficientCount);
        _arrays.Lights = Allocate<Views.LightRecord>(assets * Lighting.MaxLightCount);
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

        _arrays.Views = Allocate<Views.ViewRecord>(views);
        _arrays.ScreenX = Allocate<int>((long)views * vertices);
        _arrays.ScreenY = Allocate<int>((long)views * vertices);
        _arrays.InverseDepth = Allocate<float>((long)views * vertices);
        _arrays.NearestKeys = Allocate<ulong>((long)views * _arrays.PixelCount);
        _arrays.Refused = Allocate<int>(assets);
        _arrays.Color = Allocate<int>((long)views * _arrays.PixelCount);
        _arrays.Depth = Allocate<ushort>((long)views * _arrays.PixelCount);
        _arrays.Normal = Allocate<ushort>((long)views * _arrays.PixelCount);
    }

    public DeviceArrays Arrays => _arrays;

    public void Dispose()
    {
        foreach (MemoryBuffer buffer in _buffers)
            buffer.Dispose();
        _buffers.Clear();
    }

    private ArrayView<T> Allocate<T>(long length) where T : unmanaged
    {
        try
        {
            MemoryBuffer1D<T, Stride1D.Dense> buffer = _accelerator.Allocate1D<T>(length);
            _buffers.Add(buffer);
            buffer.MemSetToZero();
            return buffer.View.BaseView;
        }
        catch (Exception exception)
        {
            Dispose();
            throw new DeviceException(
                $"{_accelerator.Name} has not enough memory for this lane: ask for a smaller batch, fewer views or a lower resolution.",
                exception);
        }
    }
}
