using Piwa.Kernels.Buffers;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>Working memory of the mesh kernels for one asset at a time on the host. Not thread-safe: each worker has its own.</summary>
internal sealed unsafe class MeshWorkspace : IDisposable
{
    /// <summary>Between the arrays of two corners of the quads: the last vector of one does not reach the next.</summary>
    private const int WidestVector = 16;

    private readonly List<IDisposable> _owned = [];
    private MeshWork _work;

    public MeshWorkspace(MeshOptions options)
    {
        int cells = MeshGridding.MaxCells(options);
        int cellCount = cells * cells * cells;
        int cornerCount = (cells + 1) * (cells + 1) * (cells + 1);
        int quads = options.QuadCapacity + WidestVector;
        int vertices = options.VertexCapacity;

        CellTable.Values.CopyTo(new Span<int>(_work.CellTable = Allocate<int>(CellTable.Length), CellTable.Length));
        _work.Grid = Allocate<GridRecord>(1);
        _work.Header = Allocate<MeshHeader>(1);
        _work.Distances = Allocate<float>(cornerCount + (Block.Height(WidestVector) * (cells + 1)));
        int bricks = Bricks.Capacity(cells);
        _work.BrickFloors = Allocate<float>(bricks * Recipe.MaxPartCount);
        _work.BrickGuides = Allocate<int>(bricks);
        _work.BrickLows = Allocate<float>(bricks);
        _work.BrickQuads = Allocate<int>(bricks);
        _work.InsideCorners = Allocate<ulong>((cells + 1) * (cells + 1) * InsideBits.Words(cells));
        _work.Rows = Allocate<int>(2 * cells * cells);
        _work.CellPatterns = Allocate<int>(cellCount);
        _work.CellVertices = Allocate<int>(cellCount);
        _work.CornerQuads = Allocate<int>(cornerCount);

        _work.QuadStride = quads;
        _work.QuadEdges = Allocate<int>(quads);
        _work.QuadOrder = Allocate<int>(quads);
        _work.QuadCrossings = Allocate<float>(quads);
        _work.QuadNormalX = Allocate<float>(quads);
        _work.QuadNormalY = Allocate<float>(quads);
        _work.QuadNormalZ = Allocate<float>(quads);
        _work.QuadParts = Allocate<int>(quads);
        _work.QuadVertices = Allocate<int>(QuadKernel.CornersOfQuad * quads);
        _work.QuadCornerNormals = Allocate<int>(QuadKernel.CornersOfQuad * quads);
        _work.QuadSplits = Allocate<int>(quads);
        _work.QuadSeams = Allocate<int>(quads);

        _work.VertexCodes = Allocate<int>(vertices);
        _work.VertexX = Allocate<float>(vertices);
        _work.VertexY = Allocate<float>(vertices);
        _work.VertexZ = Allocate<float>(vertices);
        _work.HomeX = Allocate<float>(vertices);
        _work.HomeY = Allocate<float>(vertices);
        _work.HomeZ = Allocate<float>(vertices);
        _work.VertexMarks = Allocate<int>(vertices);
        _work.VertexNormals = Allocate<int>(vertices);
        _work.QuantizedX = Allocate<int>(vertices);
        _work.QuantizedY = Allocate<int>(vertices);
        _work.QuantizedZ = Allocate<int>(vertices);
    }

    /// <summary>The memory, without an asset's parts and without its output.</summary>
    public ref readonly MeshWork Work => ref _work;

    public void Dispose()
    {
        foreach (IDisposable buffer in _owned)
            buffer.Dispose();
        _owned.Clear();
        _work = default;
    }

    private T* Allocate<T>(int length) where T : unmanaged
    {
        var array = new NativeArray<T>(length);
        _owned.Add(array);
        return array.Pointer;
    }
}
