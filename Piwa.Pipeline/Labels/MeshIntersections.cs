namespace Piwa.Pipeline.Labels;

/// <summary>
/// Counts where a mesh passes through itself. Exact: whole numbers of at most 52 bits, no tolerance. Memory is kept from mesh to mesh. Not
/// thread-safe: each worker has its own.
/// </summary>
/// <remarks>
/// A pair counts when two triangles that have no vertex in common have a point in common, their borders included: crossing, touching in a
/// point and overlapping in a plane all count alike. Neighbours, which share a vertex or an edge, never count.
/// </remarks>
public sealed class MeshIntersections
{
    private readonly TriangleTree _tree = new();
    private readonly Stack<(int First, int Second)> _waiting = new();

    /// <summary>How many pairs of triangles intersect.</summary>
    /// <param name="positions">x, y, z by vertex, 0 to 65,535.</param>
    /// <param name="triangles">Three vertices by triangle; none without area.</param>
    /// <param name="pairs">Receives the pairs, unless it is null: the lower triangle first, in no order that means anything.</param>
    public int Count(ReadOnlySpan<ushort> positions, ReadOnlySpan<ushort> triangles, ICollection<(int First, int Second)>? pairs = null)
    {
        if (triangles.IsEmpty)
            return 0;

        _tree.Build(positions, triangles);
        ReadOnlySpan<TriangleTree.Node> nodes = _tree.Nodes;
        int count = 0;
        _waiting.Push((0, 0));
        while (_waiting.TryPop(out (int First, int Second) pair))
        {
            ref readonly TriangleTree.Node first = ref nodes[pair.First];
            ref readonly TriangleTree.Node second = ref nodes[pair.Second];
            if (pair.First == pair.Second)
            {
                if (first.IsLeaf)
                {
                    count += CountWithin(in first, pairs);
                    continue;
                }

                _waiting.Push((first.First, first.First));
                _waiting.Push((first.First + 1, first.First + 1));
                _waiting.Push((first.First, first.First + 1));
            }
            else if (first.Box.Meets(in second.Box))
            {
                if (first.IsLeaf && second.IsLeaf)
                    count += CountBetween(in first, in second, pairs);
                else if (second.IsLeaf || (!first.IsLeaf && first.Box.HalfArea >= second.Box.HalfArea))
                    PushChildren(first.First, pair.Second);
                else
                    PushChildren(second.First, pair.First);
            }
        }

        return count;
    }

    private void PushChildren(int left, int other)
    {
        _waiting.Push((left, other));
        _waiting.Push((left + 1, other));
    }

    private int CountWithin(in TriangleTree.Node leaf, ICollection<(int First, int Second)>? pairs)
    {
        int count = 0;
        for (int i = leaf.First; i < leaf.First + leaf.Count; i++)
        {
            for (int j = i + 1; j < leaf.First + leaf.Count; j++)
                count += CountPair(i, j, pairs);
        }

        return count;
    }

    private int CountBetween(in TriangleTree.Node first, in TriangleTree.Node second, ICollection<(int First, int Second)>? pairs)
    {
        int count = 0;
        for (int i = first.First; i < first.First + first.Count; i++)
        {
            if (!_tree.Boxes[i].Meets(in second.Box))
                continue;
            for (int j = second.First; j < second.First + second.Count; j++)
                count += CountPair(i, j, pairs);
        }

        return count;
    }

    private int CountPair(int i, int j, ICollection<(int First, int Second)>? pairs)
    {
        if (!_tree.Boxes[i].Meets(in _tree.Boxes[j]))
            return 0;

        ref readonly TriangleTree.Triangle first = ref _tree.Triangles[i];
        ref readonly TriangleTree.Triangle second = ref _tree.Triangles[j];
        if (AreNeighbours(in first, in second) || !TrianglePair.Intersect(in first, in second))
            return 0;

        pairs?.Add((Math.Min(first.Index, second.Index), Math.Max(first.Index, second.Index)));
        return 1;
    }

    private static bool AreNeighbours(in TriangleTree.Triangle first, in TriangleTree.Triangle second) =>
        Has(in second, first.A.Vertex) || Has(in second, first.B.Vertex) || Has(in second, first.C.Vertex);

    private static bool Has(in TriangleTree.Triangle triangle, int vertex) =>
        triangle.A.Vertex == vertex || triangle.B.Vertex == vertex || triangle.C.Vertex == vertex;
}
