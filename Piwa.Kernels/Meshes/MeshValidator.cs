namespace Piwa.Kernels.Meshes;

/// <summary>
/// Checks that a mesh is a closed, consistently wound 2-manifold without degenerate triangles or duplicate vertices. Exact: it
/// reads the quantised positions. Not thread-safe: each worker has its own.
/// </summary>
/// <remarks>
/// <para>1. Sort the corners of all triangles by vertex (counting sort). The corner of a triangle (v, a, b) says that going round v,
/// a is followed by b.</para>
/// <para>2. At each vertex, following those steps from any corner must come back after all of them: then its triangles are one closed
/// fan, each edge has exactly two triangles, and they run along it in opposite directions.</para>
/// <para>3. Degenerate triangles by their cross product, duplicate vertices by a hash of their place, volume as a sum of integers.</para>
/// </remarks>
public sealed class MeshValidator
{
    private const int CornersOfTriangle = 3;

    private int[] _starts = [];
    private (ushort From, ushort To)[] _steps = [];
    private int[] _buckets = [];

    /// <summary>Takes memory when a mesh wants it.</summary>
    public MeshValidator()
    {
    }

    /// <summary>Takes memory for twice what is usual: larger meshes are rare, and it would be asked for late.</summary>
    internal MeshValidator(MeshOptions meshes)
    {
        int triangles = 2 * meshes.UsualTriangles, vertices = 2 * meshes.UsualVertices;
        Grow(ref _starts, vertices + 1);
        Grow(ref _steps, CornersOfTriangle * triangles);
        Grow(ref _buckets, (2 * vertices) + 1);
    }

    /// <summary>Counts the defects.</summary>
    /// <param name="positions">x, y, z by vertex.</param>
    /// <param name="triangles">Three vertices by triangle.</param>
    public MeshDefects Check(ReadOnlySpan<ushort> positions, ReadOnlySpan<ushort> triangles)
    {
        int vertexCount = positions.Length / 3;
        SortCorners(vertexCount, triangles);

        int open = 0, split = 0, unused = 0;
        for (int vertex = 0; vertex < vertexCount; vertex++)
        {
            Span<(ushort From, ushort To)> fan = _steps.AsSpan(_starts[vertex].._starts[vertex + 1]);
            if (fan.IsEmpty)
                unused++;
            else
                CheckFan(fan, ref open, ref split);
        }

        int degenerate = 0;
        Int128 volume = 0;
        for (int t = 0; t < triangles.Length; t += CornersOfTriangle)
        {
            if (!AddTriangle(positions, triangles.Slice(t, CornersOfTriangle), ref volume))
                degenerate++;
        }

        return new MeshDefects(open, split, degenerate, CountDuplicates(positions), unused, volume <= 0);
    }

    private void SortCorners(int vertexCount, ReadOnlySpan<ushort> triangles)
    {
        Grow(ref _starts, vertexCount + 1);
        Grow(ref _steps, triangles.Length);

        Span<int> start = _starts.AsSpan(0, vertexCount + 1);
        start.Clear();
        foreach (ushort vertex in triangles)
            start[vertex]++;

        // Ends first; filling from the back turns them into starts.
        int sum = 0;
        for (int vertex = 0; vertex <= vertexCount; vertex++)
            start[vertex] = sum += start[vertex];

        for (int t = 0; t < triangles.Length; t += CornersOfTriangle)
        {
            ushort a = triangles[t], b = triangles[t + 1], c = triangles[t + 2];
            _steps[--start[a]] = (b, c);
            _steps[--start[b]] = (c, a);
            _steps[--start[c]] = (a, b);
        }
    }

    /// <summary>Follows the steps round a vertex, bringing each next one forward.</summary>
    private static void CheckFan(Span<(ushort From, ushort To)> fan, ref int open, ref int split)
    {
        for (int i = 1; i < fan.Length; i++)
        {
            ushort expected = fan[i - 1].To;
            int next = i;
            while (next < fan.Length && fan[next].From != expected)
                next++;

            if (next == fan.Length)
            {
                // No step goes on from here: either the fan has closed early, or an edge is open.
                if (expected == fan[0].From)
                    split++;
                else
                    open++;
                return;
            }

            (fan[i], fan[next]) = (fan[next], fan[i]);
        }

        if (fan[^1].To != fan[0].From)
            open++;
    }

    /// <summary>Adds six times the volume under a triangle; false when it has no area.</summary>
    private static bool AddTriangle(ReadOnlySpan<ushort> positions, ReadOnlySpan<ushort> triangle, ref Int128 volume)
    {
        int a = 3 * triangle[0], b = 3 * triangle[1], c = 3 * triangle[2];
        long ax = positions[a], ay = positions[a + 1], az = positions[a + 2];
        long ux = positions[b] - ax, uy = positions[b + 1] - ay, uz = positions[b + 2] - az;
        long vx = positions[c] - ax, vy = positions[c + 1] - ay, vz = positions[c + 2] - az;
        long nx = (uy * vz) - (uz * vy), ny = (uz * vx) - (ux * vz), nz = (ux * vy) - (uy * vx);
        volume += (ax * nx) + (ay * ny) + (az * nz);
        return (nx | ny | nz) != 0;
    }

    private int CountDuplicates(ReadOnlySpan<ushort> positions)
    {
        int vertexCount = positions.Length / 3;
        int size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)vertexCount * 2 + 1);
        Grow(ref _buckets, size);

        Span<int> table = _buckets.AsSpan(0, size);
        table.Clear();
        int duplicates = 0;
        for (int vertex = 0; vertex < vertexCount; vertex++)
        {
            ReadOnlySpan<ushort> place = positions.Slice(3 * vertex, 3);
            uint slot = Hash(place) & (uint)(size - 1);
            while (table[(int)slot] != 0 && !positions.Slice(3 * (table[(int)slot] - 1), 3).SequenceEqual(place))
                slot = (slot + 1) & (uint)(size - 1);

            if (table[(int)slot] != 0)
                duplicates++;
            else
                table[(int)slot] = vertex + 1;
        }

        return duplicates;
    }

    /// <summary>By doubling: meshes that are each a little larger than the one before do not each ask for memory.</summary>
    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            array = new T[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length)];
    }

    private static uint Hash(ReadOnlySpan<ushort> place)
    {
        const ulong Golden = 0x9E3779B97F4A7C15; // 2^64 / golden ratio
        ulong key = place[0] | ((ulong)place[1] << 16) | ((ulong)place[2] << 32);
        return (uint)((key * Golden) >> 32);
    }
}
