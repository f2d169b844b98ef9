using System.Numerics;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Views;

namespace Piwa.Pipeline.Exports;

/// <summary>A mesh as the atlas needs it: unpacked, and which triangles are next to each other.</summary>
internal sealed class AtlasMesh
{
    public const int CornersOfTriangle = 3;

    public AtlasMesh(AssetSurface surface)
    {
        Surface = surface;
        Corners = surface.Asset.Triangles.ToArray();
        Parts = surface.Asset.TriangleParts.ToArray();
        ReadOnlySpan<ushort> steps = surface.Asset.Positions;
        Positions = new Vector3[steps.Length / CornersOfTriangle];
        for (int v = 0; v < Positions.Length; v++)
            Positions[v] = new(Coordinate(steps[3 * v]), Coordinate(steps[(3 * v) + 1]), Coordinate(steps[(3 * v) + 2]));

        NormalCodes = surface.Asset.CornerNormals.ToArray();
        Normals = [.. NormalCodes.Select(OctahedralNormal.DecodeWords)];
        FaceNormals = new Vector3[Parts.Length];
        for (int t = 0; t < Parts.Length; t++)
            FaceNormals[t] = FaceNormal(steps, Corners.AsSpan(CornersOfTriangle * t, CornersOfTriangle));
        Neighbours = FindNeighbours(Corners);
    }

    public AssetSurface Surface { get; }

    /// <summary>By vertex: place in the world frame.</summary>
    public Vector3[] Positions { get; }

    /// <summary>By corner: its vertex.</summary>
    public ushort[] Corners { get; }

    /// <summary>By corner: normal, as <see cref="Kernels.Buffers.AssetBuffer.CornerNormals"/>.</summary>
    public int[] NormalCodes { get; }

    /// <summary>By corner: unit normal.</summary>
    public Vector3[] Normals { get; }

    /// <summary>By triangle: unit normal of its plane.</summary>
    public Vector3[] FaceNormals { get; }

    /// <summary>By triangle: part.</summary>
    public byte[] Parts { get; }

    /// <summary>By corner: the triangle beyond the edge to the next corner.</summary>
    public int[] Neighbours { get; }

    public int TriangleCount => Parts.Length;

    /// <summary>The place of a corner.</summary>
    public Vector3 Position(int triangle, int corner) => Positions[Corners[(CornersOfTriangle * triangle) + corner]];

    /// <summary>Twice the area, as a vector along the normal.</summary>
    public Vector3 DoubleArea(int triangle)
    {
        Vector3 a = Position(triangle, 0);
        return SpaceAlgebra.Cross(Position(triangle, 1) - a, Position(triangle, 2) - a);
    }

    private static float Coordinate(ushort step) => (step - 32767.5f) / 65535f;

    /// <summary>Exact until the root, so that slivers have normals too.</summary>
    private static Vector3 FaceNormal(ReadOnlySpan<ushort> steps, ReadOnlySpan<ushort> corners)
    {
        int a = 3 * corners[0], b = 3 * corners[1], c = 3 * corners[2];
        long ux = steps[b] - steps[a], uy = steps[b + 1] - steps[a + 1], uz = steps[b + 2] - steps[a + 2];
        long vx = steps[c] - steps[a], vy = steps[c + 1] - steps[a + 1], vz = steps[c + 2] - steps[a + 2];
        double x = (uy * vz) - (uz * vy), y = (uz * vx) - (ux * vz), z = (ux * vy) - (uy * vx);
        double length = Math.Sqrt((x * x) + (y * y) + (z * z));
        return new((float)(x / length), (float)(y / length), (float)(z / length));
    }

    private static int[] FindNeighbours(ushort[] corners)
    {
        // In a closed mesh each edge is there once in each direction.
        var edges = new Dictionary<(ushort From, ushort To), int>(corners.Length);
        for (int corner = 0; corner < corners.Length; corner++)
            edges[(corners[corner], corners[Next(corner)])] = corner / CornersOfTriangle;
        var neighbours = new int[corners.Length];
        for (int corner = 0; corner < corners.Length; corner++)
            neighbours[corner] = edges[(corners[Next(corner)], corners[corner])];
        return neighbours;

        static int Next(int corner) => corner % CornersOfTriangle == CornersOfTriangle - 1 ? corner - 2 : corner + 1;
    }
}
