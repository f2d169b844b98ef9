using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>A mesh that was made elsewhere, in the form of our own: world frame, longest side 1, positions of 16 bits.</summary>
/// <remarks>
/// It need not be closed. It has an even number of triangles, for kernels and files take them two by two. Immutable; any number of threads
/// may use it.
/// </remarks>
public sealed class ImportedMesh
{
    /// <summary>Most vertices.</summary>
    public const int MaxVertexCount = 50_000;

    /// <summary>Most triangles.</summary>
    public const int MaxTriangleCount = 80_000;

    private const int CoordinatesOfVertex = 3;
    private const int CornersOfTriangle = 3;

    private readonly ushort[] _positions;
    private readonly ushort[] _triangles;
    private readonly int[] _cornerNormals;
    private readonly byte[] _triangleParts;

    /// <summary>Copies a mesh.</summary>
    /// <param name="positions">x, y, z by vertex; see <see cref="Buffers.AssetBuffer.Positions"/>.</param>
    /// <param name="triangles">Three vertices by triangle, against the clock seen from where it shows.</param>
    /// <param name="cornerNormals">Octahedral normal by corner; see <see cref="Buffers.AssetBuffer.CornerNormals"/>.</param>
    /// <param name="triangleParts">Part by triangle: whose material it has.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, a limit is exceeded, or an index points nowhere.</exception>
    public ImportedMesh(
        ReadOnlySpan<ushort> positions, ReadOnlySpan<ushort> triangles, ReadOnlySpan<int> cornerNormals, ReadOnlySpan<byte> triangleParts)
    {
        int vertexCount = positions.Length / CoordinatesOfVertex, triangleCount = triangles.Length / CornersOfTriangle;
        if (vertexCount * CoordinatesOfVertex != positions.Length || vertexCount is < CornersOfTriangle or > MaxVertexCount)
            throw new ArgumentException($"A mesh has 3 to {MaxVertexCount} vertices; there are {positions.Length} coordinates.", nameof(positions));
        if (triangleCount * CornersOfTriangle != triangles.Length || triangleCount is < 2 or > MaxTriangleCount || (triangleCount & 1) != 0)
            throw new ArgumentException($"A mesh has 2 to {MaxTriangleCount} triangles, an even number; there are {triangles.Length} corners.", nameof(triangles));
        if (cornerNormals.Length != triangles.Length)
            throw new ArgumentException($"There are {triangles.Length} corners, but {cornerNormals.Length} normals.", nameof(cornerNormals));
        if (triangleParts.Length != triangleCount)
            throw new ArgumentException($"There are {triangleCount} triangles, but {triangleParts.Length} parts of them.", nameof(triangleParts));
        if (triangles.ContainsAnyExceptInRange((ushort)0, (ushort)(vertexCount - 1)))
            throw new ArgumentException($"A triangle has a vertex beyond the {vertexCount} that there are.", nameof(triangles));
        if (triangleParts.ContainsAnyExceptInRange((byte)0, (byte)(Recipe.MaxPartCount - 1)))
            throw new ArgumentException($"A triangle has a part beyond the {Recipe.MaxPartCount} that there can be.", nameof(triangleParts));

        _positions = positions.ToArray();
        _triangles = triangles.ToArray();
        _cornerNormals = cornerNormals.ToArray();
        _triangleParts = triangleParts.ToArray();
    }

    /// <summary>Vertices.</summary>
    public int VertexCount => _positions.Length / CoordinatesOfVertex;

    /// <summary>Triangles.</summary>
    public int TriangleCount => _triangleParts.Length;

    /// <summary>x, y, z by vertex.</summary>
    public ReadOnlySpan<ushort> Positions => _positions;

    /// <summary>Three vertices by triangle.</summary>
    public ReadOnlySpan<ushort> Triangles => _triangles;

    /// <summary>Octahedral normal by corner, word form.</summary>
    public ReadOnlySpan<int> CornerNormals => _cornerNormals;

    /// <summary>Part by triangle.</summary>
    public ReadOnlySpan<byte> TriangleParts => _triangleParts;

    /// <summary>The code of a normal by corner for a direction of any length but zero; zero gives +z.</summary>
    /// <remarks>The same on every machine, for the same numbers.</remarks>
    public static int EncodeNormal(float x, float y, float z) => Octahedral<FloatX1, IntX1, MaskX1>.EncodeWords(x, y, z).Value;

    /// <summary>Writes <see cref="CornerNormals"/> in the form that files hold; see <see cref="OctahedralNormal"/>.</summary>
    /// <param name="target">At least three values for each triangle.</param>
    public void CopyByteNormals(Span<ushort> target) => OctahedralNormal.CopyBytes(_cornerNormals, target);
}
