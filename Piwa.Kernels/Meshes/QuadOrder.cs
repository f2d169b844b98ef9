namespace Piwa.Kernels.Meshes;

/// <summary>The quads in the order of the bricks that their edges begin in.</summary>
internal static unsafe class QuadOrder
{
    /// <summary>Sorts them, by counting.</summary>
    public static void Sort(in MeshWork work)
    {
        GridRecord* grid = work.Grid;
        int quads = work.Header->QuadCount;
        var ends = new Span<int>(work.BrickQuads, Bricks.Count(in *grid));
        ends.Clear();
        for (int quad = 0; quad < quads; quad++)
            ends[Bricks.OfEdge(in *grid, work.QuadEdges[quad])]++;

        int sum = 0;
        foreach (ref int end in ends)
            end = sum += end;
        for (int quad = quads - 1; quad >= 0; quad--)
            work.QuadOrder[--ends[Bricks.OfEdge(in *grid, work.QuadEdges[quad])]] = quad;
    }
}
