namespace Piwa.Kernels.Meshes;

/// <summary>Writes the finished mesh: positions by vertex; indices, corner normals and part by triangle.</summary>
internal static unsafe class TriangleKernel
{
    private const int TrianglesOfQuad = 2;
    private const int CornersOfTriangle = 3;

    public static void WriteVertex(in MeshWork work, int vertex)
    {
        work.Positions[3 * vertex] = (ushort)work.QuantizedX[vertex];
        work.Positions[(3 * vertex) + 1] = (ushort)work.QuantizedY[vertex];
        work.Positions[(3 * vertex) + 2] = (ushort)work.QuantizedZ[vertex];
    }

    /// <summary>The two triangles of a quad; their corners go against the clock seen from outside.</summary>
    public static void WriteQuad(in MeshWork work, int quad)
    {
        // Corners of the first triangle (a, a + 1, a + 2) and of the second (a + 2, a + 3, a), a = 0 or 1, round the edge's axis.
        int a = work.QuadSplits[quad];
        int b = a + 1, c = a + 2, d = (a + 3) & 3;
        bool inward = ((work.QuadEdges[quad] >> EdgeCode.ShiftInside) & 1) == 0;
        int first = quad * TrianglesOfQuad * CornersOfTriangle;
        WriteCorner(in work, quad, first, a);
        WriteCorner(in work, quad, first + 1, inward ? c : b);
        WriteCorner(in work, quad, first + 2, inward ? b : c);
        WriteCorner(in work, quad, first + 3, c);
        WriteCorner(in work, quad, first + 4, inward ? a : d);
        WriteCorner(in work, quad, first + 5, inward ? d : a);

        byte part = (byte)work.QuadParts[quad];
        work.TriangleParts[quad * TrianglesOfQuad] = part;
        work.TriangleParts[(quad * TrianglesOfQuad) + 1] = part;
        byte info = (byte)(part | (work.QuadSeams[quad] != 0 ? TriangleInfo.Seam : 0));
        work.TriangleInfos[quad * TrianglesOfQuad] = info;
        work.TriangleInfos[(quad * TrianglesOfQuad) + 1] = info;
    }

    private static void WriteCorner(in MeshWork work, int quad, int target, int corner)
    {
        int source = (corner * work.QuadStride) + quad;
        work.Triangles[target] = (ushort)work.QuadVertices[source];
        work.TriangleNormals[target] = work.QuadCornerNormals[source];
    }
}
