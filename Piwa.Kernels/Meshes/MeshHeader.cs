using System.Runtime.InteropServices;

namespace Piwa.Kernels.Meshes;

/// <summary>What the mesh kernels say of one asset.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MeshHeader
{
    /// <summary>Vertices that the surface needs; more than the capacity means that none was made.</summary>
    public int VertexCount;

    /// <summary>Quads that the surface needs: half of the triangles.</summary>
    public int QuadCount;

    /// <summary>Quads that vertices outside of their cells still fold over after the last round of sending them home.</summary>
    public int FoldedQuads;

    // The box of the mesh in units of cells from the grid's origin.
    public float LowX, LowY, LowZ;
    public float HighX, HighY, HighZ;

    /// <summary>Longest side of the box, in units of cells: 1 in the world frame.</summary>
    public float Extent;
}
