namespace Piwa.Pipeline.Labels;

/// <summary>
/// What lies beside what on a closed mesh: the triangle across each edge, and the corners round each vertex. The edge of a corner runs from
/// its vertex to the triangle's next one. Memory is kept from mesh to mesh.
/// </summary>
internal sealed class MeshTopology
{
    private const int CornersOfTriangle = 3;

    private int[] _starts = [];
    private int[] _corners = [];
    private int[] _across = [];

    /// <summary>By corner: the corner whose edge is the same, run along the other way.</summary>
    public ReadOnlySpan<int> Across => _across;

    /// <summary>The corner after one, within its triangle.</summary>
    public static int Next(int corner) => corner % CornersOfTriangle == CornersOfTriangle - 1 ? corner - (CornersOfTriangle - 1) : corner + 1;

    /// <summary>The corners at a vertex.</summary>
    public ReadOnlySpan<int> CornersAt(int vertex) => _corners.AsSpan(_starts[vertex].._starts[vertex + 1]);

    /// <exception cref="ArgumentException">An edge has no triangle on its other side.</exception>
    public void Build(int vertexCount, ReadOnlySpan<ushort> triangles)
    {
        if (_starts.Length < vertexCount + 1)
            _starts = new int[vertexCount + 1];
        if (_corners.Length < triangles.Length)
            (_corners, _across) = (new int[triangles.Length], new int[triangles.Length]);

        // A counting sort: ends first; filling from the back turns them into starts.
        Span<int> start = _starts.AsSpan(0, vertexCount + 1);
        start.Clear();
        foreach (ushort vertex in triangles)
            start[vertex]++;
        int sum = 0;
        for (int vertex = 0; vertex <= vertexCount; vertex++)
            start[vertex] = sum += start[vertex];
        for (int corner = triangles.Length - 1; corner >= 0; corner--)
            _corners[--start[triangles[corner]]] = corner;

        for (int corner = 0; corner < triangles.Length; corner++)
            _across[corner] = FindAcross(triangles, triangles[corner], triangles[Next(corner)]);
    }

    private int FindAcross(ReadOnlySpan<ushort> triangles, int from, int to)
    {
        foreach (int other in CornersAt(to))
        {
            if (triangles[Next(other)] == from)
                return other;
        }

        throw new ArgumentException($"The mesh is not closed: nothing lies across the edge from vertex {from} to vertex {to}.");
    }
}
