using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Labels;

/// <summary>Draws points of a mesh's surface, uniform by area. Memory is kept from mesh to mesh.</summary>
internal sealed class SurfaceSampler
{
    private const int CornersOfTriangle = 3;

    private double[] _areas = [];
    private int _count;

    /// <summary>Takes in the mesh.</summary>
    public void Build(MeshBvh mesh)
    {
        _count = mesh.TriangleCount;
        if (_areas.Length < _count)
            _areas = new double[_count];

        double sum = 0.0;
        for (int t = 0; t < _count; t++)
            _areas[t] = sum += Area(mesh, t);
    }

    /// <summary>Area of a triangle, in square steps.</summary>
    public static double Area(MeshBvh mesh, int triangle)
    {
        int corner = CornersOfTriangle * triangle;
        Double3 a = mesh.PlaceOf(corner);
        return 0.5 * Double3.Cross(mesh.PlaceOf(corner + 1) - a, mesh.PlaceOf(corner + 2) - a).Length;
    }

    /// <summary>A point, in steps, and its triangle.</summary>
    public (Double3 Place, int Triangle) Draw(MeshBvh mesh, ref RandomStream random)
    {
        int triangle = Ticket.Find(_areas.AsSpan(0, _count), ref random);

        // Uniform on the triangle (G. Turk, "Generating random points in triangles", Graphics Gems, 1990).
        double root = Math.Sqrt(random.NextUnit()), share = random.NextUnit();
        int corner = CornersOfTriangle * triangle;
        Double3 a = mesh.PlaceOf(corner), b = mesh.PlaceOf(corner + 1), c = mesh.PlaceOf(corner + 2);
        return ((a * (1.0 - root)) + (b * (root * (1.0 - share))) + (c * (root * share)), triangle);
    }
}
