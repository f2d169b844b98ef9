namespace Piwa.Kernels.Meshes;

/// <summary>
/// Addresses of what the mesh kernels read and write for one asset. Arrays by corner, cell and row cover the asset's grid; arrays by
/// quad and vertex are as long as the capacity. Arrays of a dense kind are written only where the surface passes, and read only
/// there, so nothing needs clearing.
/// </summary>
internal unsafe struct MeshWork
{
    // Input.
    public GridRecord* Grid;
    public PartRecord* Parts;

    /// <summary>Tables of primitives and height fields.</summary>
    public float* PartData;

    public int* CellTable;

    /// <summary>By corner: signed distance in unit space; on the host <see cref="HostField.Unknown"/> where it was not asked for.</summary>
    public float* Distances;

    /// <summary>By brick and part: what the part's distance is at least there. On the host only.</summary>
    public float* BrickFloors;

    /// <summary>By brick: a part that unites and is near its middle. On the host only.</summary>
    public int* BrickGuides;

    /// <summary>By brick: what the distance is at least there. On the host only.</summary>
    public float* BrickLows;

    /// <summary>By brick: where its quads begin in <see cref="QuadOrder"/>. On the host only.</summary>
    public int* BrickQuads;

    /// <summary>The quads, brick by brick. On the host only.</summary>
    public int* QuadOrder;

    /// <summary>By row of corners: a bit for each that is inside, in <see cref="InsideBits"/>. On the host only.</summary>
    public ulong* InsideCorners;

    /// <summary>By row of cells, two each: vertices and quads, first as counts, then as offsets.</summary>
    public int* Rows;

    /// <summary>By cell: row in the cell table.</summary>
    public int* CellPatterns;

    /// <summary>By cell: index of its first vertex.</summary>
    public int* CellVertices;

    /// <summary>By corner: <see cref="CornerQuad"/> of the edges that start there.</summary>
    public int* CornerQuads;

    /// <summary>By quad: the grid edge it crosses, an <see cref="EdgeCode"/>.</summary>
    public int* QuadEdges;

    /// <summary>By quad: where the surface crosses the edge, 0 to 1 from its start.</summary>
    public float* QuadCrossings;

    /// <summary>By quad: unit normal of the surface at the crossing.</summary>
    public float* QuadNormalX, QuadNormalY, QuadNormalZ;

    /// <summary>By quad: part at the crossing.</summary>
    public int* QuadParts;

    /// <summary>By vertex: its cell and patch, a <see cref="VertexCode"/>.</summary>
    public int* VertexCodes;

    /// <summary>By vertex: place in units of cells from the grid's origin.</summary>
    public float* VertexX, VertexY, VertexZ;

    /// <summary>By vertex: its place within its cell, where it goes back to when it folds the surface over.</summary>
    public float* HomeX, HomeY, HomeZ;

    /// <summary>By vertex: 1 where it has to go nearer home; and twice how often it did.</summary>
    public int* VertexMarks;

    /// <summary>By vertex: mean normal of its patch, octahedral, word form.</summary>
    public int* VertexNormals;

    /// <summary>By vertex: quantised place.</summary>
    public int* QuantizedX, QuantizedY, QuantizedZ;

    /// <summary><c>[corner * QuadStride + quad]</c>: vertex index.</summary>
    public int* QuadVertices;

    /// <summary><c>[corner * QuadStride + quad]</c>: octahedral normal, word form.</summary>
    public int* QuadCornerNormals;

    /// <summary>By quad: the first corner of its diagonal, 0 or 1.</summary>
    public int* QuadSplits;

    /// <summary>By quad: 1 where the surface round it belongs to more than one part.</summary>
    public int* QuadSeams;

    /// <summary>Capacity of the arrays by quad.</summary>
    public int QuadStride;

    // Output.
    public MeshHeader* Header;
    public ushort* Positions;
    public ushort* Triangles;

    /// <summary>By corner of a triangle: octahedral normal, word form.</summary>
    public int* TriangleNormals;

    public byte* TriangleParts;

    /// <summary>By triangle: its part, and <see cref="TriangleInfo.Seam"/> where the surface round it belongs to more than one.</summary>
    public byte* TriangleInfos;
}

/// <summary>What the view kernels need to know of a triangle, in one byte.</summary>
internal static class TriangleInfo
{
    public const int PartMask = 0x7F;
    public const int Seam = 0x80;
}
