using Piwa.Kernels.Buffers;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>Working memory of the mesh kernels for one asset at a time on the host. Not thread-safe: each worker has its own.</summary>
internal sealed unsafe class MeshWorkspace : IDisposable
{
    /// <summary>Between the arrays of two corners of the quads: the last vector of one does not reach the next.</summary>
    private const int WidestVector = 16;

    /// <summary>A share of the largest grid's cells that 19 of 20 grids do not exceed: counted over 1,528 assets of preset piwa, at their default resolution.</summary>
    private const double UsualShare = 0.3;

    private readonly List<IDisposable> _owned = [];
    private readonly List<Action> _giveBacks = [];
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
        _work.Distances = AllocateByCell<float>(cornerCount + (Block.Height(WidestVector) * (cells + 1)));
        int bricks = Bricks.Capacity(cells);
        _work.BrickFloors = AllocateByCell<float>(bricks * Recipe.MaxPartCount);
        _work.BrickGuides = Allocate<int>(bricks);
        _work.BrickLows = Allocate<float>(bricks);
        _work.BrickQuads = Allocate<int>(bricks);
        _work.InsideCorners = Allocate<ulong>((cells + 1) * (cells + 1) * InsideBits.Words(cells));
        _work.Rows = Allocate<int>(2 * cells * cells);
        _work.CellPatterns = AllocateByCell<int>(cellCount);
        _work.CellVertices = AllocateByCell<int>(cellCount);
        _work.CornerQuads = AllocateByCell<int>(cornerCount);

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

    /// <summary>After an asset: memory that only a grid larger than most has used is given back.</summary>
    public void GiveBack()
    {
        foreach (Action giveBack in _giveBacks)
            giveBack();
    }

    public void Dispose()
    {
        foreach (IDisposable buffer in _owned)
            buffer.Dispose();
        _owned.Clear();
        _work = default;
    }

    /// <summary>Memory of the cells, corners or bricks of a grid, in their order.</summary>
    private T* AllocateByCell<T>(int length) where T : unmanaged
    {
        var array = new NativeArray<T>(length);
        _owned.Add(array);
        int usual = (int)(length * UsualShare);
        array.Take(..usual);
        _giveBacks.Add(() => array.GiveBack(usual..));
        return array.Pointer;
    }

    /// <summary>Memory of other things. A mesh has up to twice the quads aimed at, half of the room for them: that half is there from the start.</summary>
    private T* Allocate<T>(int length) where T : unmanaged
    {
        var array = new NativeArray<T>(length);
        _owned.Add(array);
        array.Take(..(length / 2));
        return array.Pointer;
    }
}
