namespace Piwa.Pipeline.Importing;

/// <summary>A triangle of a mesh that is being normalised: vertices, the codes of their normals, part, whether it shows from both sides.</summary>
internal readonly record struct WeldedTriangle(
    int A, int B, int C, int NormalA, int NormalB, int NormalC, int Part, bool IsDoubleSided) : IComparable<WeldedTriangle>
{
    /// <summary>The same triangle, beginning with its lowest vertex.</summary>
    public WeldedTriangle Rotated() => A < B && A < C ? this
        : B < C
            ? this with { A = B, B = C, C = A, NormalA = NormalB, NormalB = NormalC, NormalC = NormalA }
            : this with { A = C, B = A, C = B, NormalA = NormalC, NormalB = NormalA, NormalC = NormalB };

    /// <summary>The other side of it.</summary>
    /// <param name="vertex">The vertices of that side.</param>
    public WeldedTriangle Reversed(Func<int, int> vertex) => this with
    {
        A = vertex(A),
        B = vertex(C),
        C = vertex(B),
        NormalA = Opposite(NormalA),
        NormalB = Opposite(NormalC),
        NormalC = Opposite(NormalB),
    };

    /// <summary>By vertices, then by what else there is: an order that does not depend on where the triangles stood in the file.</summary>
    public int CompareTo(WeldedTriangle other) =>
        (A, B, C, Part, NormalA, NormalB, NormalC).CompareTo((other.A, other.B, other.C, other.Part, other.NormalA, other.NormalB, other.NormalC));

    private static int Opposite(int code)
    {
        System.Numerics.Vector3 normal = Kernels.Meshes.OctahedralNormal.DecodeWords(code);
        return Kernels.Meshes.ImportedMesh.EncodeNormal(-normal.X, -normal.Y, -normal.Z);
    }
}
