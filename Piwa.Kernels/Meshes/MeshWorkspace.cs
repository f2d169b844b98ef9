using Piwa.Kernels.Buffers;

namespace Piwa.Kernels.Meshes;

/// <summary>Working memory of the mesh kernels for one asset at a time on the host. Not thread-safe: each worker has its own.</summary>
internal sealed unsafe class MeshWorkspace : IDisposable
{
    private readonly List<IDisposable> owned = [];
    private MeshWork work;

    public MeshWorkspace(MeshOptions options)
    {
        int cells = MeshGridding.MaxCells(options);
        int cellCount = cells * cells * cells;
        int cornerCount = (cells + 1) * (cells + 1) * (cells + 1);
        int quads = options.QuadCapacity;
        int vertices = options.VertexCapacity;

        CellTable.Create().CopyTo(new Span<int>(work.CellTable = Allocate<int>(CellTable.Length), CellTable.Length));
        work.Grid = Allocate<GridRecord>(1);
        work.Header = Allocate<MeshHeader>(1);
        work.Distances = Allocate<float>(cornerCount);
        work.Rows = Allocate<int>(2 * cells * cells);
        work.CellPatterns = Allocate<int>(cellCount);
        work.CellVertices = Allocate<int>(cellCount);
        work.CornerQuads = Allocate<int>(cornerCount);

        work.QuadStride = quads;
        work.QuadEdges = Allocate<int>(quads);
        work.QuadCrossings = Allocate<float>(quads);
        work.QuadNormalX = Allocate<float>(quads);
        work.QuadNormalY = Allocate<float>(quads);
        work.QuadNormalZ = Allocate<float>(quads);
        work.QuadParts = Allocate<int>(quads);
        work.QuadVertices = Allocate<int>(QuadKernel.CornersOfQuad * quads);
        work.QuadCornerNormals = Allocate<int>(QuadKernel.CornersOfQuad * quads);
        work.QuadSplits = Allocate<int>(quads);

        work.VertexCodes = Allocate<int>(vertices);
        work.VertexX = Allocate<float>(vertices);
        work.VertexY = Allocate<float>(vertices);
        work.VertexZ = Allocate<float>(vertices);
        work.QuantizedX = Allocate<int>(vertices);
        work.QuantizedY = Allocate<int>(vertices);
        work.QuantizedZ = Allocate<int>(vertices);
    }

    /// <summary>The memory, without an asset's parts and without its output.</summary>
    public ref readonly MeshWork Work => ref work;

    public void Dispose()
    {
        foreach (IDisposable buffer in owned)
            buffer.Dispose();
        owned.Clear();
        work = default;
    }

    private T* Allocate<T>(int length) where T : unmanaged
    {
        var array = new NativeArray<T>(length);
        owned.Add(array);
        return array.Pointer;
    }
}
