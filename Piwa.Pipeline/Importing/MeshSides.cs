using Piwa.Pipeline.Labels;

namespace Piwa.Pipeline.Importing;

/// <summary>Gives triangles that show from both sides a second side.</summary>
/// <remarks>
/// Views leave out what faces away from the camera. A surface of which each edge has two triangles, one in each direction, encloses a space, and
/// nobody sees its inside: it stays as it is, or is turned where it is inside out. Any other gets copies of its triangles that face the other
/// way, with vertices of their own, for light differs between the sides.
/// </remarks>
/// <param name="places">By vertex its place; receives those of second sides.</param>
/// <param name="triangles">The triangles, no two the same; receives second sides.</param>
internal sealed class MeshSides(List<Double3> places, List<WeldedTriangle> triangles)
{
    private readonly int[] _parents = [.. Enumerable.Range(0, places.Count)];

    /// <summary>Triangles that got a second side.</summary>
    public int Doubled { get; private set; }

    /// <summary>Triangles of closed surfaces that were turned.</summary>
    public int Flipped { get; private set; }

    /// <summary>Does all of it.</summary>
    public void Complete()
    {
        if (!triangles.Exists(triangle => triangle.IsDoubleSided))
            return;
        foreach (WeldedTriangle triangle in triangles)
        {
            _parents[RootOf(triangle.A)] = RootOf(triangle.B);
            _parents[RootOf(triangle.B)] = RootOf(triangle.C);
        }

        bool[] isClosed = FindClosed();
        bool[] isInsideOut = FindInsideOut();
        Dictionary<int, int> others = [];
        for (int i = 0, count = triangles.Count; i < count; i++)
        {
            WeldedTriangle triangle = triangles[i];
            int surface = RootOf(triangle.A);
            if (isClosed[surface] && isInsideOut[surface])
            {
                triangles[i] = triangle.Reversed(vertex => vertex);
                Flipped++;
            }
            else if (!isClosed[surface] && triangle.IsDoubleSided)
            {
                triangles.Add(triangle.Reversed(Other));
                Doubled++;
            }
        }

        int Other(int vertex)
        {
            if (!others.TryGetValue(vertex, out int other))
            {
                others[vertex] = other = places.Count;
                places.Add(places[vertex]);
            }

            return other;
        }
    }

    /// <summary>By surface, named by one of its vertices: whether each edge has one triangle in each direction.</summary>
    private bool[] FindClosed()
    {
        var edges = new Dictionary<(int From, int To), int>(3 * triangles.Count);
        foreach (WeldedTriangle triangle in triangles)
        {
            foreach ((int, int) edge in (ReadOnlySpan<(int, int)>)[(triangle.A, triangle.B), (triangle.B, triangle.C), (triangle.C, triangle.A)])
                edges[edge] = edges.GetValueOrDefault(edge) + 1;
        }

        var isClosed = new bool[places.Count];
        Array.Fill(isClosed, true);
        foreach (((int from, int to), int count) in edges)
            isClosed[RootOf(from)] &= count == 1 && edges.GetValueOrDefault((to, from)) == 1;
        return isClosed;
    }

    /// <summary>By surface: whether what it would enclose is negative and all of it shows from both sides.</summary>
    private bool[] FindInsideOut()
    {
        var volumes = new Int128[places.Count];
        var isDoubleSided = new bool[places.Count];
        Array.Fill(isDoubleSided, true);
        foreach (WeldedTriangle triangle in triangles)
        {
            // Whole numbers below 2^51: exact.
            int surface = RootOf(triangle.A);
            volumes[surface] += (long)Double3.Dot(places[triangle.A], Double3.Cross(places[triangle.B], places[triangle.C]));
            isDoubleSided[surface] &= triangle.IsDoubleSided;
        }

        return [.. volumes.Select((volume, surface) => volume < 0 && isDoubleSided[surface])];
    }

    private int RootOf(int vertex)
    {
        while (_parents[vertex] != vertex)
            vertex = _parents[vertex] = _parents[_parents[vertex]];
        return vertex;
    }
}
