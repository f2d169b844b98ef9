using Piwa.Kernels.Meshes;
using Piwa.Pipeline.Labels;

namespace Piwa.Pipeline.Importing;

/// <summary>Makes an odd number of triangles even.</summary>
/// <remarks>
/// Triangles have three corners each, so that where their number is odd some edge has an odd number of them. Halving it turns each of these into
/// two. The longest such edge is taken whose middle is no vertex yet, and of whose triangles none loses its area by the rounding of the middle.
/// </remarks>
internal static class EvenSplit
{
    /// <exception cref="ImportException">No edge can be halved.</exception>
    public static void Split(List<Double3> places, List<WeldedTriangle> triangles)
    {
        Dictionary<(int Low, int High), List<int>> edges = [];
        for (int i = 0; i < triangles.Count; i++)
        {
            foreach ((int a, int b) in (ReadOnlySpan<(int, int)>)[
                (triangles[i].A, triangles[i].B), (triangles[i].B, triangles[i].C), (triangles[i].C, triangles[i].A)])
            {
                (int, int) edge = (Math.Min(a, b), Math.Max(a, b));
                if (!edges.TryGetValue(edge, out List<int>? around))
                    edges[edge] = around = [];
                around.Add(i);
            }
        }

        HashSet<Double3> taken = [.. places];
        IEnumerable<(int Low, int High)> candidates = edges.Where(edge => (edge.Value.Count & 1) != 0).Select(edge => edge.Key)
            .OrderByDescending(edge => (places[edge.Low] - places[edge.High]).LengthSquared)
            .ThenBy(edge => OrderOf(places[edge.Low], places[edge.High]));
        foreach ((int low, int high) in candidates)
        {
            Double3 sum = places[low] + places[high], middle = new(Math.Floor(sum.X / 2), Math.Floor(sum.Y / 2), Math.Floor(sum.Z / 2));
            if (taken.Contains(middle) || !edges[(low, high)].TrueForAll(i => KeepsArea(places, triangles[i], low, high, middle)))
                continue;

            places.Add(middle);
            foreach (int i in edges[(low, high)])
                Halve(triangles, i, low, high, places.Count - 1);
            return;
        }

        throw new ImportException("It has an odd number of triangles, and none of their edges can be halved.");
    }

    /// <summary>The places of an edge's ends, in an order of their own: the same whichever numbers the vertices have.</summary>
    private static (double, double, double, double, double, double) OrderOf(Double3 a, Double3 b) =>
        (a.X, a.Y, a.Z).CompareTo((b.X, b.Y, b.Z)) <= 0 ? (a.X, a.Y, a.Z, b.X, b.Y, b.Z) : (b.X, b.Y, b.Z, a.X, a.Y, a.Z);

    private static bool KeepsArea(List<Double3> places, WeldedTriangle triangle, int low, int high, Double3 middle)
    {
        int third = triangle.A != low && triangle.A != high ? triangle.A : triangle.B != low && triangle.B != high ? triangle.B : triangle.C;
        return Double3.Cross(places[low] - middle, places[third] - middle).LengthSquared > 0
            && Double3.Cross(places[high] - middle, places[third] - middle).LengthSquared > 0;
    }

    private static void Halve(List<WeldedTriangle> triangles, int index, int low, int high, int middle)
    {
        // Turned so that the edge is its first.
        WeldedTriangle triangle = triangles[index];
        while ((Math.Min(triangle.A, triangle.B), Math.Max(triangle.A, triangle.B)) != (low, high))
        {
            triangle = triangle with
            {
                A = triangle.B,
                B = triangle.C,
                C = triangle.A,
                NormalA = triangle.NormalB,
                NormalB = triangle.NormalC,
                NormalC = triangle.NormalA,
            };
        }

        System.Numerics.Vector3 normal = OctahedralNormal.DecodeWords(triangle.NormalA) + OctahedralNormal.DecodeWords(triangle.NormalB);
        int code = ImportedMesh.EncodeNormal(normal.X, normal.Y, normal.Z);
        triangles[index] = triangle with { B = middle, NormalB = code };
        triangles.Add(triangle with { A = middle, NormalA = code });
    }
}
