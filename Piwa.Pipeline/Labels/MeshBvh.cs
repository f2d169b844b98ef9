using System.Numerics;

namespace Piwa.Pipeline.Labels;

/// <summary>
/// Exact signed distances to a closed mesh: the nearest point of its surface, found through a bounding volume hierarchy, and the side of
/// the surface. Memory is kept from mesh to mesh. Once <see cref="Build"/> has returned, any number of threads may ask.
/// </summary>
/// <remarks>
/// <para>The nearest point lies within a triangle, on an edge or at a vertex (C. Ericson, "Real-time collision detection", 2005, §5.1.5). All
/// arithmetic is scalar, in double precision and in one order; positions are whole numbers there. So the result has the same bits on
/// every CPU.</para>
/// <para>A point is inside where the mesh winds round it at least once: a ray upwards leaves the mesh more often than it enters. That holds
/// where a mesh passes through itself too, where the nearest sheet's side would mislead. The ray stands between the steps of positions,
/// so that it meets no vertex, and the side of an edge is computed exactly, the same for both of its triangles.</para>
/// </remarks>
public sealed class MeshBvh
{
    private const int CornersOfTriangle = 3;

    private readonly TriangleTree _tree = new();
    private readonly MeshTopology _topology = new();
    private Double3[] _places = [];
    private Double3[] _normals = [];
    private ushort[] _triangles = [];

    /// <summary>Triangles of the mesh.</summary>
    public int TriangleCount => _tree.Count;

    internal MeshTopology Topology => _topology;

    /// <summary>Takes in a mesh, in place of the one before.</summary>
    /// <param name="positions">x, y, z by vertex, 0 to 65,535: world coordinate = (value - 32767.5) / 65535.</param>
    /// <param name="triangles">Three vertices by triangle, against the clock seen from outside.</param>
    /// <exception cref="ArgumentException">There is no triangle, or the mesh is not closed.</exception>
    public void Build(ReadOnlySpan<ushort> positions, ReadOnlySpan<ushort> triangles)
    {
        if (triangles.IsEmpty)
            throw new ArgumentException("The mesh has no triangle.", nameof(triangles));

        int vertices = positions.Length / CornersOfTriangle, count = triangles.Length / CornersOfTriangle;
        if (_places.Length < vertices)
            _places = new Double3[vertices];
        if (_normals.Length < count)
            (_normals, _triangles) = (new Double3[count], new ushort[triangles.Length]);
        _topology.Build(vertices, triangles);
        _tree.Build(positions, triangles);
        triangles.CopyTo(_triangles);
        for (int vertex = 0; vertex < vertices; vertex++)
            _places[vertex] = Double3.Of(positions, vertex);
        for (int t = 0; t < count; t++)
        {
            Double3 a = PlaceOf(CornersOfTriangle * t), b = PlaceOf((CornersOfTriangle * t) + 1), c = PlaceOf((CornersOfTriangle * t) + 2);
            _normals[t] = Double3.Cross(b - a, c - a).Direction;
        }
    }

    /// <summary>The point of the surface nearest to <paramref name="point"/>, with its signed distance.</summary>
    /// <param name="point">A point of the world frame, in which the asset's longest side is 1.</param>
    /// <exception cref="InvalidOperationException">No mesh was taken in.</exception>
    public SurfacePoint Closest(Vector3 point)
    {
        Nearest nearest = Find(point);
        return new SurfacePoint(nearest.Triangle, nearest.At.ToWorld(), Signed(point, in nearest));
    }

    /// <summary>Distance of <paramref name="point"/> to the surface, in world units: negative inside of the mesh.</summary>
    /// <inheritdoc cref="Closest"/>
    public float SignedDistance(Vector3 point)
    {
        Nearest nearest = Find(point);
        return Signed(point, in nearest);
    }

    /// <summary>Place of a corner's vertex, in steps.</summary>
    internal Double3 PlaceOf(int corner) => _places[_triangles[corner]];

    /// <summary>Unit normal of a triangle.</summary>
    internal Double3 NormalOf(int triangle) => _normals[triangle];

    private Nearest Find(Vector3 point)
    {
        if (_tree.Count == 0)
            throw new InvalidOperationException("There is no mesh yet: Build comes first.");

        Double3 p = Double3.ToSteps(point);
        ReadOnlySpan<TriangleTree.Node> nodes = _tree.Nodes;
        ReadOnlySpan<TriangleTree.Triangle> triangles = _tree.Triangles;
        Span<(int Node, double Square)> stack = stackalloc (int, double)[TriangleTree.MaxDepth + 1];
        stack[0] = (0, 0.0);
        int waiting = 1;
        var nearest = new Nearest { Square = double.MaxValue };
        while (waiting > 0)
        {
            (int number, double square) = stack[--waiting];
            if (square >= nearest.Square)
                continue;

            ref readonly TriangleTree.Node node = ref nodes[number];
            if (node.IsLeaf)
            {
                for (int i = node.First; i < node.First + node.Count; i++)
                    nearest.Try(in triangles[i], p);
                continue;
            }

            // The nearer child is looked at first.
            double left = Square(in nodes[node.First].Box, p), right = Square(in nodes[node.First + 1].Box, p);
            bool leftFirst = left <= right;
            stack[waiting++] = leftFirst ? (node.First + 1, right) : (node.First, left);
            stack[waiting++] = leftFirst ? (node.First, left) : (node.First + 1, right);
        }

        return nearest;
    }

    /// <summary>Square of the distance to a box.</summary>
    private static double Square(in TriangleTree.Box box, Double3 p)
    {
        double x = Math.Max(Math.Max(box.Low[0] - p.X, p.X - box.High[0]), 0.0);
        double y = Math.Max(Math.Max(box.Low[1] - p.Y, p.Y - box.High[1]), 0.0);
        double z = Math.Max(Math.Max(box.Low[2] - p.Z, p.Z - box.High[2]), 0.0);
        return (x * x) + (y * y) + (z * z);
    }

    private float Signed(Vector3 point, in Nearest nearest)
    {
        float distance = (float)Double3.LengthToWorld(Math.Sqrt(nearest.Square));
        return IsInside(Double3.ToSteps(point)) ? -distance : distance;
    }

    private bool IsInside(Double3 p)
    {
        p = p with { X = BetweenSteps(p.X), Y = BetweenSteps(p.Y) };
        ReadOnlySpan<TriangleTree.Node> nodes = _tree.Nodes;
        ReadOnlySpan<TriangleTree.Triangle> triangles = _tree.Triangles;
        Span<int> stack = stackalloc int[TriangleTree.MaxDepth + 1];
        stack[0] = 0;
        int waiting = 1, winding = 0;
        while (waiting > 0)
        {
            ref readonly TriangleTree.Node node = ref nodes[stack[--waiting]];
            if (!IsBelow(in node.Box, p))
                continue;

            if (!node.IsLeaf)
            {
                stack[waiting++] = node.First;
                stack[waiting++] = node.First + 1;
                continue;
            }

            for (int i = node.First; i < node.First + node.Count; i++)
                winding += Crossing(in triangles[i], p);
        }

        return winding > 0;
    }

    /// <summary>Whether a ray upwards can meet a box.</summary>
    private static bool IsBelow(in TriangleTree.Box box, Double3 p) =>
        p.X > box.Low[0] && p.X < box.High[0] && p.Y > box.Low[1] && p.Y < box.High[1] && p.Z <= box.High[2];

    /// <summary>1 where the ray leaves through a triangle, -1 where it enters, 0 where it passes.</summary>
    private static int Crossing(in TriangleTree.Triangle triangle, Double3 p)
    {
        bool ab = IsLeft(triangle.A, triangle.B, p), bc = IsLeft(triangle.B, triangle.C, p), ca = IsLeft(triangle.C, triangle.A, p);
        if (ab != bc || bc != ca)
            return 0;

        Double3 a = Place(triangle.A);
        Double3 normal = Double3.Cross(Place(triangle.B) - a, Place(triangle.C) - a);
        double above = Double3.Dot(normal, a - p);
        return ab ? above >= 0.0 ? 1 : 0 : above <= 0.0 ? -1 : 0;
    }

    /// <summary>Whether, seen from above, a point lies to the left of an edge; one on it lies to the left of the edge from the lower vertex.</summary>
    private static bool IsLeft(TriangleTree.Corner from, TriangleTree.Corner to, Double3 p)
    {
        if (from.Vertex > to.Vertex)
            return !IsLeft(to, from, p);

        // Whole numbers of 17 bits times halves of steps in 24: exact.
        return ((to.X - from.X) * (p.Y - from.Y)) - ((to.Y - from.Y) * (p.X - from.X)) >= 0.0;
    }

    /// <summary>An odd 256th near a coordinate: no vertex has it.</summary>
    private static double BetweenSteps(double step)
    {
        const double Parts = 128.0;
        return (Math.Floor(step * Parts) + 0.5) / Parts;
    }

    private static Double3 Place(TriangleTree.Corner corner) => new(corner.X, corner.Y, corner.Z);

    /// <summary>The nearest point so far.</summary>
    private struct Nearest
    {
        public double Square;
        public Double3 At;
        public int Triangle;

        public void Try(in TriangleTree.Triangle triangle, Double3 p)
        {
            Double3 a = Place(triangle.A), ab = Place(triangle.B) - a, ac = Place(triangle.C) - a, ap = p - a;
            double d1 = Double3.Dot(ab, ap), d2 = Double3.Dot(ac, ap);
            if (d1 <= 0.0 && d2 <= 0.0)
            {
                Take(triangle.Index, a, p);
                return;
            }

            Double3 bp = ap - ab;
            double d3 = Double3.Dot(ab, bp), d4 = Double3.Dot(ac, bp);
            if (d3 >= 0.0 && d4 <= d3)
            {
                Take(triangle.Index, a + ab, p);
                return;
            }

            double vc = (d1 * d4) - (d3 * d2);
            if (vc <= 0.0 && d1 >= 0.0 && d3 <= 0.0)
            {
                Take(triangle.Index, a + (ab * (d1 / (d1 - d3))), p);
                return;
            }

            Double3 cp = ap - ac;
            double d5 = Double3.Dot(ab, cp), d6 = Double3.Dot(ac, cp);
            if (d6 >= 0.0 && d5 <= d6)
            {
                Take(triangle.Index, a + ac, p);
                return;
            }

            double vb = (d5 * d2) - (d1 * d6);
            if (vb <= 0.0 && d2 >= 0.0 && d6 <= 0.0)
            {
                Take(triangle.Index, a + (ac * (d2 / (d2 - d6))), p);
                return;
            }

            double va = (d3 * d6) - (d5 * d4);
            if (va <= 0.0 && d4 >= d3 && d5 >= d6)
            {
                Take(triangle.Index, a + ab + ((ac - ab) * ((d4 - d3) / (d4 - d3 + (d5 - d6)))), p);
                return;
            }

            double sum = 1.0 / (va + vb + vc);
            Take(triangle.Index, a + (ab * (vb * sum)) + (ac * (vc * sum)), p);
        }

        private void Take(int triangle, Double3 place, Double3 p)
        {
            double square = (p - place).LengthSquared;
            if (square < Square)
                (Square, At, Triangle) = (square, place, triangle);
        }
    }
}
