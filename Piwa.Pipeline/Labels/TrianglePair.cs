using Corner = Piwa.Pipeline.Labels.TriangleTree.Corner;
using Triangle = Piwa.Pipeline.Labels.TriangleTree.Triangle;

namespace Piwa.Pipeline.Labels;

/// <summary>Whether two triangles with whole coordinates of 16 bits have a point in common. Exact.</summary>
/// <remarks>
/// (1) Each triangle must have corners on both sides of the other's plane, or on it (T. Möller, "A fast triangle-triangle intersection
/// test", 1997). (2) Then the triangles intersect just where an edge of one meets the other: an edge between two sides of the plane meets
/// the triangle if its line passes all three edges on one side. Edges that lie in the other's plane add nothing: their ends belong to edges
/// that do not. (3) Triangles in one plane intersect unless all of one lies beyond an edge of the other.
/// </remarks>
internal static class TrianglePair
{
    public static bool Intersect(in Triangle first, in Triangle second)
    {
        (long X, long Y, long Z) normal = Normal(in second);
        int a = Side(normal, second.A, first.A), b = Side(normal, second.A, first.B), c = Side(normal, second.A, first.C);
        if (AreBeyond(a, b, c))
            return false;
        if ((a | b | c) == 0)
            return OverlapInPlane(in first, in second, normal);

        (long X, long Y, long Z) otherNormal = Normal(in first);
        int d = Side(otherNormal, first.A, second.A), e = Side(otherNormal, first.A, second.B), f = Side(otherNormal, first.A, second.C);
        return !AreBeyond(d, e, f)
            && (Meets(first.A, a, first.B, b, in second) || Meets(first.B, b, first.C, c, in second) || Meets(first.C, c, first.A, a, in second)
                || Meets(second.A, d, second.B, e, in first) || Meets(second.B, e, second.C, f, in first)
                || Meets(second.C, f, second.A, d, in first));
    }

    private static bool AreBeyond(int a, int b, int c) => (a > 0 && b > 0 && c > 0) || (a < 0 && b < 0 && c < 0);

    /// <summary>Whether the edge from p to q, whose ends lie on the given sides of the triangle's plane, meets the triangle.</summary>
    private static bool Meets(Corner p, int sideOfP, Corner q, int sideOfQ, in Triangle triangle)
    {
        if (sideOfP * sideOfQ > 0 || (sideOfP | sideOfQ) == 0)
            return false;

        int a = Turn(p, q, triangle.A, triangle.B), b = Turn(p, q, triangle.B, triangle.C), c = Turn(p, q, triangle.C, triangle.A);
        return (a >= 0 && b >= 0 && c >= 0) || (a <= 0 && b <= 0 && c <= 0);
    }

    /// <summary>On which side the line from p to q passes that from a to b.</summary>
    private static int Turn(Corner p, Corner q, Corner a, Corner b)
    {
        (long X, long Y, long Z) u = Minus(q, p), v = Minus(a, p), w = Minus(b, p);
        (long X, long Y, long Z) n = Cross(u, v);
        return Math.Sign((n.X * w.X) + (n.Y * w.Y) + (n.Z * w.Z));
    }

    private static int Side((long X, long Y, long Z) normal, Corner origin, Corner point)
    {
        (long X, long Y, long Z) v = Minus(point, origin);
        return Math.Sign((normal.X * v.X) + (normal.Y * v.Y) + (normal.Z * v.Z));
    }

    private static bool OverlapInPlane(in Triangle first, in Triangle second, (long X, long Y, long Z) normal)
    {
        // Seen along the axis that the plane faces most; both go round the way that the first edge test takes as positive.
        long x = Math.Abs(normal.X), y = Math.Abs(normal.Y), z = Math.Abs(normal.Z);
        int axis = x >= y && x >= z ? 0 : y >= z ? 1 : 2;
        return !IsBeyondAnEdge(in first, in second, axis) && !IsBeyondAnEdge(in second, in first, axis);
    }

    /// <summary>Whether all of a triangle lies on the outer side of one of another's edges.</summary>
    private static bool IsBeyondAnEdge(in Triangle triangle, in Triangle other, int axis) =>
        IsBeyond(in triangle, other.A, other.B, other.C, axis)
        || IsBeyond(in triangle, other.B, other.C, other.A, axis)
        || IsBeyond(in triangle, other.C, other.A, other.B, axis);

    private static bool IsBeyond(in Triangle triangle, Corner from, Corner to, Corner inner, int axis)
    {
        int side = Turn(from, to, inner, axis);
        return Turn(from, to, triangle.A, axis) * side < 0 && Turn(from, to, triangle.B, axis) * side < 0
            && Turn(from, to, triangle.C, axis) * side < 0;
    }

    /// <summary>On which side of the line from a to b a point lies, seen along an axis.</summary>
    private static int Turn(Corner a, Corner b, Corner point, int axis)
    {
        (long X, long Y, long Z) n = Cross(Minus(b, a), Minus(point, a));
        return Math.Sign(axis switch { 0 => n.X, 1 => n.Y, _ => n.Z });
    }

    private static (long X, long Y, long Z) Normal(in Triangle t) => Cross(Minus(t.B, t.A), Minus(t.C, t.A));

    private static (long X, long Y, long Z) Minus(Corner a, Corner b) => (a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    private static (long X, long Y, long Z) Cross((long X, long Y, long Z) a, (long X, long Y, long Z) b) =>
        ((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X));
}
