namespace Piwa.Tests.Labels;

/// <summary>
/// Whether two triangles have a point in common, the slow and obvious way: they have none if there is an axis along which they lie apart, and
/// then there is one among the normals, the cross products of edges, and the edges' normals within the planes.
/// </summary>
internal static class SeparatingAxes
{
    public static bool Intersect(ushort[] first, ushort[] second)
    {
        Int128[][] a = Corners(first), b = Corners(second);
        Int128[][] edgesOfA = Edges(a), edgesOfB = Edges(b);
        Int128[] normalOfA = Cross(edgesOfA[0], edgesOfA[1]), normalOfB = Cross(edgesOfB[0], edgesOfB[1]);
        IEnumerable<Int128[]> axes =
        [
            normalOfA, normalOfB,
            .. edgesOfA.SelectMany(edge => edgesOfB.Select(other => Cross(edge, other))),
            .. edgesOfA.Select(edge => Cross(normalOfA, edge)),
            .. edgesOfB.Select(edge => Cross(normalOfB, edge)),
        ];
        return !axes.Any(axis => LieApart(axis, a, b));
    }

    public static bool HasArea(ushort[] triangle)
    {
        Int128[][] edges = Edges(Corners(triangle));
        return Cross(edges[0], edges[1]).Any(value => value != 0);
    }

    private static bool LieApart(Int128[] axis, Int128[][] a, Int128[][] b)
    {
        Int128[] first = [.. a.Select(corner => Dot(axis, corner))], second = [.. b.Select(corner => Dot(axis, corner))];
        return first.Max() < second.Min() || second.Max() < first.Min();
    }

    private static Int128[][] Corners(ushort[] triangle) => [.. triangle.Chunk(3).Select(corner => corner.Select(value => (Int128)value).ToArray())];

    private static Int128[][] Edges(Int128[][] corners) =>
        [.. Enumerable.Range(0, 3).Select(i => corners[(i + 1) % 3].Zip(corners[i], (to, from) => to - from).ToArray())];

    private static Int128 Dot(Int128[] a, Int128[] b) => (a[0] * b[0]) + (a[1] * b[1]) + (a[2] * b[2]);

    private static Int128[] Cross(Int128[] a, Int128[] b) =>
        [(a[1] * b[2]) - (a[2] * b[1]), (a[2] * b[0]) - (a[0] * b[2]), (a[0] * b[1]) - (a[1] * b[0])];
}
