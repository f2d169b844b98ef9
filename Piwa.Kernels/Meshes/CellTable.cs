namespace Piwa.Kernels.Meshes;

/// <summary>
/// The topology of dual marching cubes: for each pattern of inside and outside corners, how the edges that the surface crosses
/// group into patches. Each patch becomes one vertex (G. Nielson, "Dual marching cubes", IEEE Visualization 2004).
/// </summary>
/// <remarks>
/// <para>Corner c of a cell stands at (c &amp; 1, c &gt;&gt; 1 &amp; 1, c &gt;&gt; 2). Edge <c>4 a + l + 2 h</c> runs along axis a from the corner whose
/// other coordinates are l (lower axis) and h (higher axis). Face <c>2 a + s</c> lies across axis a at coordinate s.</para>
/// <para>On a face with four crossings the pattern does not say which pair up. Variant 0 separates the inside corners, and a mesh made
/// of it has only one kind of edge with more than two faces: between two cells that both join the two pairs of their common
/// face within one patch (R. Wenger, "Isosurfaces", 2013, section 3.3.5). Such a pattern has no other ambiguous face, so in both
/// cells variant 1, which separates the outside corners, can be taken instead; in it the pairs belong to different patches. Hence
/// the mesh is a manifold for any signs.</para>
/// </remarks>
internal static class CellTable
{
    public const int PatternCount = 256;
    public const int VariantCount = 2;
    public const int EdgeCount = 12;
    public const int MaxPatches = 4;

    /// <summary>Start of the faces that make a pattern ask its neighbour, behind the patches.</summary>
    public const int FaceOffset = VariantCount * PatternCount * MaxPatches;

    public const int Length = FaceOffset + PatternCount;

    private const int CornersOfFace = 4;
    private const int NoFace = -1;

    private static readonly int[] Table = Create();

    /// <summary>
    /// <c>[(variant * 256 + pattern) * 4 + patch]</c> = the edges of a patch, one bit each, 0 for none; and
    /// <c>[FaceOffset + pattern]</c> = the face over which variant 0 joins two pairs, or -1.
    /// </summary>
    public static ReadOnlySpan<int> Values => Table;

    private static int[] Create()
    {
        var table = new int[Length];
        for (int pattern = 0; pattern < PatternCount; pattern++)
        {
            for (int variant = 0; variant < VariantCount; variant++)
            {
                List<int> patches = Patches(pattern, variant);
                for (int i = 0; i < patches.Count; i++)
                    table[(((variant * PatternCount) + pattern) * MaxPatches) + i] = patches[i];
            }

            table[FaceOffset + pattern] = JoiningFace(pattern);
        }

        return table;
    }

    /// <summary>Edge along <paramref name="axis"/> from the corner at its lower end.</summary>
    private static int EdgeAt(int axis, int corner)
    {
        int low = axis == 0 ? 1 : 0;
        int high = axis == 2 ? 1 : 2;
        return (axis * 4) + ((corner >> low) & 1) + (2 * ((corner >> high) & 1));
    }

    /// <summary>The corners of a face in order round it.</summary>
    private static int[] FaceCorners(int face)
    {
        int axis = face >> 1, b = (axis + 1) % 3, c = (axis + 2) % 3;
        int first = (face & 1) << axis;
        return [first, first | (1 << b), first | (1 << b) | (1 << c), first | (1 << c)];
    }

    /// <summary>Pairs of edges of a face that the surface connects across it: none, one or two.</summary>
    private static List<(int First, int Second)> FacePairs(int pattern, int variant, int face)
    {
        int[] corners = FaceCorners(face);
        var edges = new int[CornersOfFace];
        var crossed = new List<int>();
        for (int i = 0; i < CornersOfFace; i++)
        {
            int from = corners[i], to = corners[(i + 1) % CornersOfFace];
            edges[i] = EdgeAt(System.Numerics.BitOperations.TrailingZeroCount(from ^ to), from & to);
            if (((pattern >> from) & 1) != ((pattern >> to) & 1))
                crossed.Add(edges[i]);
        }

        if (crossed.Count == 2)
            return [(crossed[0], crossed[1])];

        var pairs = new List<(int, int)>();
        int separated = variant == 0 ? 1 : 0;
        for (int i = 0; crossed.Count == CornersOfFace && i < CornersOfFace; i++)
        {
            if (((pattern >> corners[i]) & 1) == separated)
                pairs.Add((edges[(i + CornersOfFace - 1) % CornersOfFace], edges[i]));
        }

        return pairs;
    }

    /// <summary>The cycles that the pairs of all faces make, each as a set of edges.</summary>
    private static List<int> Patches(int pattern, int variant)
    {
        var patchOf = Enumerable.Range(0, EdgeCount).ToArray();
        int crossed = 0;
        for (int face = 0; face < 6; face++)
        {
            foreach ((int first, int second) in FacePairs(pattern, variant, face))
            {
                crossed |= (1 << first) | (1 << second);
                int from = patchOf[second], to = patchOf[first];
                for (int e = 0; e < EdgeCount; e++)
                    patchOf[e] = patchOf[e] == from ? to : patchOf[e];
            }
        }

        return [.. Enumerable.Range(0, EdgeCount)
            .Where(e => (crossed >> e & 1) != 0)
            .GroupBy(e => patchOf[e])
            .OrderBy(patch => patch.Min())
            .Select(patch => patch.Aggregate(0, (mask, e) => mask | (1 << e)))];
    }

    private static int JoiningFace(int pattern)
    {
        List<int> patches = Patches(pattern, variant: 0);
        for (int face = 0; face < 6; face++)
        {
            List<(int First, int Second)> pairs = FacePairs(pattern, variant: 0, face);
            if (pairs.Count == 2 && patches.Any(p => ((p >> pairs[0].First) & (p >> pairs[1].First) & 1) != 0))
                return face;
        }

        return NoFace;
    }
}
