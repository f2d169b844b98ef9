namespace Piwa.Kernels.Meshes;

/// <summary>What is wrong with a mesh, counted. A good mesh has none of it.</summary>
/// <param name="OpenEdges">Directed edges without exactly one opposite: holes, edges of more than two triangles, wrong winding.</param>
/// <param name="SplitVertices">Vertices whose triangles are not one closed fan.</param>
/// <param name="DegenerateTriangles">Triangles without area.</param>
/// <param name="DuplicateVertices">Vertices at the place of another.</param>
/// <param name="UnusedVertices">Vertices of no triangle.</param>
/// <param name="IsInsideOut">Whether the enclosed volume is not positive.</param>
public readonly record struct MeshDefects(
    int OpenEdges,
    int SplitVertices,
    int DegenerateTriangles,
    int DuplicateVertices,
    int UnusedVertices,
    bool IsInsideOut)
{
    /// <summary>All defects together.</summary>
    public int Total =>
        OpenEdges + SplitVertices + DegenerateTriangles + DuplicateVertices + UnusedVertices + (IsInsideOut ? 1 : 0);
}
