using System.Runtime.Intrinsics;

namespace Piwa.Pipeline.Labels;

/// <summary>
/// A bounding volume hierarchy over the triangles of a mesh, in steps of its 16-bit positions: whole numbers, so that boxes are exact. Memory is kept from mesh to mesh. Any number of threads may read it once it is built.
/// </summary>
/// <remarks>
/// Binned surface area heuristic (I. Wald, "On fast construction of SAH-based bounding volume hierarchies", RT 2007). (1) Sort the
/// triangles into equal bins along the longest side of their centres' box. (2) Of the borders between bins, take the one with the least
/// sum of area times triangles on both sides. (3) Divide either side in turn until few triangles are left.
/// </remarks>
internal sealed partial class TriangleTree
{
    /// <summary>No path is longer: splits by area down to <see cref="DeepestByArea"/>, then halves of at most 2^20 triangles.</summary>
    public const int MaxDepth = DeepestByArea + 20;

    private const int LeafTriangles = 4;
    private const int BinCount = 8;
    private const int DeepestByArea = 40;
    private const int Axes = 3;

    private readonly Box[] _binBoxes = new Box[BinCount];
    private readonly int[] _binCounts = new int[BinCount];
    private readonly long[] _costsAbove = new long[BinCount];
    private Node[] _nodes = [];
    private Triangle[] _triangles = [];
    private Box[] _boxes = [];
    private Box[] _leafBoxes = [];
    private int[] _order = [];
    private int[][] _centres = [[], [], []];
    private int _nodeCount;

    /// <summary>Nodes; the first is the root, and the children of a node stand side by side.</summary>
    public ReadOnlySpan<Node> Nodes => _nodes.AsSpan(0, _nodeCount);

    /// <summary>Triangles in the order of the leaves.</summary>
    public ReadOnlySpan<Triangle> Triangles => _triangles.AsSpan(0, Count);

    /// <summary>Boxes of <see cref="Triangles"/>.</summary>
    public ReadOnlySpan<Box> Boxes => _leafBoxes.AsSpan(0, Count);

    /// <summary>How many triangles there are.</summary>
    public int Count { get; private set; }

    /// <summary>Builds the tree of a mesh of at least one triangle.</summary>
    /// <param name="positions">x, y, z by vertex.</param>
    /// <param name="triangles">Three vertices by triangle.</param>
    public void Build(ReadOnlySpan<ushort> positions, ReadOnlySpan<ushort> triangles)
    {
        Count = triangles.Length / Axes;
        if (_order.Length < Count)
        {
            _nodes = new Node[2 * Count];
            _triangles = new Triangle[Count];
            _boxes = new Box[Count];
            _leafBoxes = new Box[Count];
            _centres = [new int[Count], new int[Count], new int[Count]];
            _order = new int[Count];
        }

        for (int t = 0; t < Count; t++)
        {
            _boxes[t] = Box.Of(Load(positions, triangles, t));
            _order[t] = t;
            Vector128<int> centre = _boxes[t].DoubleCentre;
            for (int axis = 0; axis < Axes; axis++)
                _centres[axis][t] = centre[axis];
        }

        _nodeCount = 1;
        Divide(0, 0, Count, 0);
        for (int i = 0; i < Count; i++)
        {
            _triangles[i] = Load(positions, triangles, _order[i]);
            _leafBoxes[i] = _boxes[_order[i]];
        }
    }

    private static Triangle Load(ReadOnlySpan<ushort> positions, ReadOnlySpan<ushort> triangles, int index)
    {
        ReadOnlySpan<ushort> vertices = triangles.Slice(Axes * index, Axes);
        return new Triangle(index, Load(positions, vertices[0]), Load(positions, vertices[1]), Load(positions, vertices[2]));
    }

    private static Corner Load(ReadOnlySpan<ushort> positions, int vertex)
    {
        ReadOnlySpan<ushort> place = positions.Slice(Axes * vertex, Axes);
        return new Corner(vertex, place[0], place[1], place[2]);
    }

    private void Divide(int node, int begin, int end, int depth)
    {
        Box box = Box.Empty, centres = Box.Empty;
        foreach (int triangle in _order.AsSpan(begin..end))
        {
            ref readonly Box own = ref _boxes[triangle];
            box = box.Join(in own);
            centres = centres.Join(own.DoubleCentre);
        }

        if (end - begin <= LeafTriangles)
        {
            _nodes[node] = new Node(box, begin, end - begin);
            return;
        }

        int middle = depth < DeepestByArea ? SplitByArea(begin, end, in centres) : (begin + end) / 2;
        int left = _nodeCount;
        _nodeCount += 2;
        _nodes[node] = new Node(box, left, 0);
        Divide(left, begin, middle, depth + 1);
        Divide(left + 1, middle, end, depth + 1);
    }

    /// <summary>Brings the triangles of the lower side to the front; returns where the upper side begins.</summary>
    private int SplitByArea(int begin, int end, in Box centres)
    {
        Vector128<int> size = centres.High - centres.Low;
        int axis = size[0] >= size[1] && size[0] >= size[2] ? 0 : size[1] >= size[2] ? 1 : 2;
        int low = centres.Low[axis], extent = size[axis];
        if (extent == 0)
            return (begin + end) / 2;

        // The first bin and the last are never empty.
        const float AlmostAll = BinCount - 0.01f;
        float scale = AlmostAll / extent;
        ReadOnlySpan<int> centre = _centres[axis];
        _binBoxes.AsSpan().Fill(Box.Empty);
        _binCounts.AsSpan().Clear();
        foreach (int triangle in _order.AsSpan(begin..end))
        {
            int bin = (int)((centre[triangle] - low) * scale);
            _binBoxes[bin] = _binBoxes[bin].Join(in _boxes[triangle]);
            _binCounts[bin]++;
        }

        int border = CheapestBorder(), first = begin, last = end - 1;
        while (first <= last)
        {
            if ((int)((centre[_order[first]] - low) * scale) < border)
                first++;
            else
                (_order[first], _order[last]) = (_order[last--], _order[first]);
        }

        return first;
    }

    /// <summary>The first bin of the upper side.</summary>
    private int CheapestBorder()
    {
        Box box = Box.Empty;
        int count = 0;
        for (int bin = BinCount - 1; bin > 0; bin--)
        {
            AddBin(bin, ref box, ref count);
            _costsAbove[bin] = box.HalfArea * count;
        }

        (box, count) = (Box.Empty, 0);
        (int border, long least) = (1, long.MaxValue);
        for (int bin = 1; bin < BinCount; bin++)
        {
            AddBin(bin - 1, ref box, ref count);
            long cost = (box.HalfArea * count) + _costsAbove[bin];
            if (cost < least)
                (border, least) = (bin, cost);
        }

        return border;
    }

    private void AddBin(int bin, ref Box box, ref int count)
    {
        if (_binCounts[bin] == 0)
            return;

        box = box.Join(in _binBoxes[bin]);
        count += _binCounts[bin];
    }
}
