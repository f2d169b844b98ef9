using ILGPU;
using ILGPU.Runtime;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Devices;

/// <summary>All device memory of a lane. Allocated once; nothing of ILGPU's is created afterwards.</summary>
internal sealed class IlgpuMemory : IDisposable
{
    private readonly Accelerator accelerator;
    private readonly List<MemoryBuffer> buffers = [];
    private DeviceArrays arrays;

    public IlgpuMemory(Accelerator accelerator, LaneOptions options)
    {
        this.accelerator = accelerator;
        int assets = options.AssetCapacity, views = assets * options.ViewCount;
        int cells = MeshGridding.MaxCells(options.Mesh), corners = cells + 1;
        int quads = options.Mesh.QuadCapacity, vertices = options.Mesh.VertexCapacity;
        arrays.PartCapacity = Recipe.MaxPartCount;
        arrays.HeightCapacity = Recipe.MaxPartCount * HeightTable.PartLength;
        arrays.CellCapacity = cells * cells * cells;
        arrays.CornerCapacity = corners * corners * corners;
        arrays.RowCapacity = corners * corners;
        arrays.QuadCapacity = quads;
        arrays.VertexCapacity = vertices;
        arrays.ViewCount = options.ViewCount;
        arrays.PixelCount = options.ImageResolution * options.ImageResolution;

        arrays.Grids = Allocate<GridRecord>(assets);
        arrays.Headers = Allocate<MeshHeader>(assets);
        arrays.Measures = Allocate<CoarseMeasure>(assets);
        arrays.Scenes = Allocate<SceneRecord>(assets);
        arrays.Parts = Allocate<PartRecord>((long)assets * arrays.PartCapacity);
        arrays.Heights = Allocate<float>((long)assets * arrays.HeightCapacity);
        arrays.Materials = Allocate<Views.MaterialRecord>((long)assets * arrays.PartCapacity);
        arrays.Sky = Allocate<Views.SkyRecord>(assets * Lighting.SkyCoefficientCount);
        arrays.Lights = Allocate<Views.LightRecord>(assets * Lighting.MaxLightCount);
        arrays.CellTable = Allocate<int>(CellTable.Length);

        arrays.Distances = Allocate<float>((long)assets * arrays.CornerCapacity);
        arrays.CornerQuads = Allocate<int>((long)assets * arrays.CornerCapacity);
        arrays.CellPatterns = Allocate<int>((long)assets * arrays.CellCapacity);
        arrays.CellVertices = Allocate<int>((long)assets * arrays.CellCapacity);
        arrays.Rows = Allocate<int>(2L * assets * arrays.RowCapacity);

        (int quadInts, int quadFloats, int vertexInts, int vertexFloats) = DeviceKernels.PackedLengths(quads, vertices);
        arrays.QuadInts = Allocate<int>((long)assets * quadInts);
        arrays.QuadFloats = Allocate<float>((long)assets * quadFloats);
        arrays.VertexInts = Allocate<int>((long)assets * vertexInts);
        arrays.VertexFloats = Allocate<float>((long)assets * vertexFloats);
        arrays.Positions = Allocate<ushort>(3L * assets * vertices);
        arrays.Triangles = Allocate<ushort>(6L * assets * quads);
        arrays.TriangleNormals = Allocate<int>(6L * assets * quads);
        arrays.TriangleParts = Allocate<byte>(2L * assets * quads);

        arrays.Views = Allocate<Views.ViewRecord>(views);
        arrays.ScreenX = Allocate<int>((long)views * vertices);
        arrays.ScreenY = Allocate<int>((long)views * vertices);
        arrays.InverseDepth = Allocate<float>((long)views * vertices);
        arrays.NearestKeys = Allocate<ulong>((long)views * arrays.PixelCount);
        arrays.Refused = Allocate<int>(assets);
        arrays.Color = Allocate<int>((long)views * arrays.PixelCount);
        arrays.Depth = Allocate<ushort>((long)views * arrays.PixelCount);
        arrays.Normal = Allocate<ushort>((long)views * arrays.PixelCount);
    }

    public DeviceArrays Arrays => arrays;

    public void Dispose()
    {
        foreach (MemoryBuffer buffer in buffers)
            buffer.Dispose();
        buffers.Clear();
    }

    private ArrayView<T> Allocate<T>(long length) where T : unmanaged
    {
        try
        {
            MemoryBuffer1D<T, Stride1D.Dense> buffer = accelerator.Allocate1D<T>(length);
            buffers.Add(buffer);
            buffer.MemSetToZero();
            return buffer.View.BaseView;
        }
        catch (Exception exception)
        {
            Dispose();
            throw new DeviceException(
                $"{accelerator.Name} has not enough memory for this lane: ask for a smaller batch, fewer views or a lower resolution.",
                exception);
        }
    }
}
