namespace Piwa.Kernels.Meshes;

/// <summary>The grid over an imported mesh on which its light is found: as fine as its triangles leave time for.</summary>
internal static class ImportGrid
{
    /// <summary>Cells along the longest side, finest first.</summary>
    private static readonly int[] Resolutions = [48, 40, 32, 24, 16, 12, 8];

    /// <summary>Places, one for each pair of coordinates in a triangle's box, that seeding visits at most unless the grid is the coarsest.</summary>
    private const long MostVisits = 4_000_000;

    /// <summary>Where the first corner stands before the box, in cells; as for meshes that are made.</summary>
    private const double Margin = 1.37;

    private const int MarginCells = 3;
    private const double LastStep = 65535;

    /// <summary>Chooses the cells along the longest side.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="most">Most cells that there is room for; 8 at least.</param>
    public static int ChooseResolution(ImportedMesh mesh, int most)
    {
        foreach (int resolution in Resolutions)
        {
            if (resolution <= most && Visits(mesh, resolution) <= MostVisits)
                return resolution;
        }

        return Resolutions[^1];
    }

    /// <summary>Places a grid, in the world's frame, and the mesh's vertices in it.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="resolution">Cells along the longest side.</param>
    /// <param name="header">Receives the box.</param>
    /// <param name="places">Receives the vertices, in cells from the grid's origin.</param>
    public static GridRecord Create(ImportedMesh mesh, int resolution, out MeshHeader header, Point3[] places)
    {
        Span<int> low = [ushort.MaxValue, ushort.MaxValue, ushort.MaxValue], high = [0, 0, 0];
        ReadOnlySpan<ushort> positions = mesh.Positions;
        for (int i = 0; i < positions.Length; i++)
        {
            low[i % 3] = Math.Min(low[i % 3], positions[i]);
            high[i % 3] = Math.Max(high[i % 3], positions[i]);
        }

        double cellsOfStep = resolution / LastStep;
        for (int i = 0; i < mesh.VertexCount; i++)
        {
            places[i] = new Point3(
                ((positions[3 * i] - low[0]) * cellsOfStep) + Margin,
                ((positions[(3 * i) + 1] - low[1]) * cellsOfStep) + Margin,
                ((positions[(3 * i) + 2] - low[2]) * cellsOfStep) + Margin);
        }

        header = new MeshHeader
        {
            VertexCount = mesh.VertexCount,
            QuadCount = mesh.TriangleCount / 2,
            LowX = (float)Margin,
            LowY = (float)Margin,
            LowZ = (float)Margin,
            HighX = (float)(((high[0] - low[0]) * cellsOfStep) + Margin),
            HighY = (float)(((high[1] - low[1]) * cellsOfStep) + Margin),
            HighZ = (float)(((high[2] - low[2]) * cellsOfStep) + Margin),
            Extent = resolution,
        };
        return new GridRecord
        {
            CellsX = Cells(low[0], high[0], cellsOfStep),
            CellsY = Cells(low[1], high[1], cellsOfStep),
            CellsZ = Cells(low[2], high[2], cellsOfStep),
            OriginX = Origin(low[0], resolution),
            OriginY = Origin(low[1], resolution),
            OriginZ = Origin(low[2], resolution),
            Spacing = 1f / resolution,
        };
    }

    private static int Cells(int low, int high, double cellsOfStep) => (int)Math.Ceiling(((high - low) * cellsOfStep) - 0.01) + MarginCells;

    private static float Origin(int low, int resolution) => (float)(((low - (LastStep / 2)) / LastStep) - (Margin / resolution));

    private static long Visits(ImportedMesh mesh, int resolution)
    {
        ReadOnlySpan<ushort> positions = mesh.Positions, triangles = mesh.Triangles;
        long visits = 0;
        Span<int> sides = stackalloc int[3];
        for (int i = 0; i < triangles.Length; i += 3)
        {
            for (int axis = 0; axis < 3; axis++)
            {
                int a = positions[(3 * triangles[i]) + axis], b = positions[(3 * triangles[i + 1]) + axis], c = positions[(3 * triangles[i + 2]) + axis];
                sides[axis] = ((Math.Max(a, Math.Max(b, c)) - Math.Min(a, Math.Min(b, c))) * resolution / (int)LastStep) + 2;
            }

            // Which two of the axes it will be is not asked: the larger two at most.
            sides.Sort();
            visits += (long)sides[1] * sides[2];
        }

        return visits;
    }
}
