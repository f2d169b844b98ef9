namespace Piwa.Kernels.Meshes;

/// <summary>
/// Finds the cells and edges that the surface passes, numbers their vertices and quads, and lists them in the order of the grid.
/// Integers only, one row of cells at a time: (1) count by row, (2) sum up the rows, (3) write each row's at its offset.
/// </summary>
internal static unsafe class TopologyKernel
{
    /// <summary>Counts the vertices and quads of a row of cells.</summary>
    public static void CountRow(in MeshWork work, int y, int z)
    {
        GridRecord* grid = work.Grid;
        int vertices = 0, quads = 0;
        for (int x = 0; x < grid->CellsX; x++)
        {
            int pattern = PatternAt(in work, x, y, z);
            if (pattern != 0 && pattern != CellTable.PatternCount - 1)
                CountCell(in work, pattern, x, y, z, ref vertices, ref quads);
        }

        int row = (z * grid->CellsY) + y;
        work.Rows[2 * row] = vertices;
        work.Rows[(2 * row) + 1] = quads;
    }

    /// <summary>Counts the vertices and quads of a cell that the surface passes.</summary>
    public static void CountCell(in MeshWork work, int pattern, int x, int y, int z, ref int vertices, ref int quads)
    {
        int* patches = work.CellTable + (TableRow(in work, pattern, x, y, z) * CellTable.MaxPatches);
        vertices += 1 + (patches[1] != 0 ? 1 : 0) + (patches[2] != 0 ? 1 : 0) + (patches[3] != 0 ? 1 : 0);
        int crossings = Crossings(pattern);
        quads += (crossings & 1) + ((crossings >> 1) & 1) + (crossings >> 2);
    }

    /// <summary>Turns the rows' counts into offsets and writes the totals.</summary>
    public static void SumRows(in MeshWork work)
    {
        int rows = work.Grid->RowCount;
        int vertices = 0, quads = 0;
        for (int row = 0; row < rows; row++)
        {
            int rowVertices = work.Rows[2 * row];
            int rowQuads = work.Rows[(2 * row) + 1];
            work.Rows[2 * row] = vertices;
            work.Rows[(2 * row) + 1] = quads;
            vertices += rowVertices;
            quads += rowQuads;
        }

        work.Header->VertexCount = vertices;
        work.Header->QuadCount = quads;
    }

    /// <summary>Writes the vertices and quads of a row of cells.</summary>
    public static void EmitRow(in MeshWork work, int y, int z)
    {
        GridRecord* grid = work.Grid;
        int row = (z * grid->CellsY) + y;
        int vertex = work.Rows[2 * row];
        int quad = work.Rows[(2 * row) + 1];
        for (int x = 0; x < grid->CellsX; x++)
        {
            int pattern = PatternAt(in work, x, y, z);
            if (pattern != 0 && pattern != CellTable.PatternCount - 1)
                EmitCell(in work, pattern, x, y, z, ref vertex, ref quad);
        }
    }

    /// <summary>Writes the vertices and quads of a cell that the surface passes.</summary>
    public static void EmitCell(in MeshWork work, int pattern, int x, int y, int z, ref int vertex, ref int quad)
    {
        GridRecord* grid = work.Grid;
        int cell = (((z * grid->CellsY) + y) * grid->CellsX) + x;
        int tableRow = TableRow(in work, pattern, x, y, z);
        int* patches = work.CellTable + (tableRow * CellTable.MaxPatches);
        work.CellPatterns[cell] = tableRow;
        work.CellVertices[cell] = vertex;
        for (int patch = 0; patch < CellTable.MaxPatches; patch++)
        {
            if (patches[patch] != 0)
                work.VertexCodes[vertex++] = VertexCode.Pack(x, y, z, patch);
        }

        int crossings = Crossings(pattern);
        work.CornerQuads[(z * grid->CornerLayerLength) + (y * grid->CornerRowLength) + x] = CornerQuad.Pack(quad, crossings);
        for (int axis = 0; axis < 3; axis++)
        {
            if (((crossings >> axis) & 1) != 0)
                work.QuadEdges[quad++] = EdgeCode.Pack(x, y, z, axis, pattern & 1);
        }
    }

    /// <summary>The first and last inside corner of a row of corners; false when none is inside.</summary>
    public static bool MeasureRow(in MeshWork work, int y, int z, out int first, out int last)
    {
        GridRecord* grid = work.Grid;
        float* row = work.Distances + (z * grid->CornerLayerLength) + (y * grid->CornerRowLength);
        first = -1;
        last = -1;
        for (int x = 0; x <= grid->CellsX; x++)
        {
            if (Inside(row[x]) != 0)
            {
                first = first < 0 ? x : first;
                last = x;
            }
        }

        return last >= 0;
    }

    /// <summary>One bit for each corner of the cell, set where it is inside.</summary>
    private static int PatternAt(in MeshWork work, int x, int y, int z)
    {
        GridRecord* grid = work.Grid;
        int strideY = grid->CornerRowLength;
        int strideZ = grid->CornerLayerLength;
        float* corner = work.Distances + (z * strideZ) + (y * strideY) + x;
        float* above = corner + strideZ;
        return Inside(corner[0])
            | (Inside(corner[1]) << 1)
            | (Inside(corner[strideY]) << 2)
            | (Inside(corner[strideY + 1]) << 3)
            | (Inside(above[0]) << 4)
            | (Inside(above[1]) << 5)
            | (Inside(above[strideY]) << 6)
            | (Inside(above[strideY + 1]) << 7);
    }

    private static int Inside(float distance) => distance < 0f ? 1 : 0;

    /// <summary>A bit for each axis: whether the edge from the cell's first corner along it crosses the surface.</summary>
    private static int Crossings(int pattern)
    {
        int first = pattern & 1;
        return (((pattern >> 1) & 1) ^ first) | ((((pattern >> 2) & 1) ^ first) << 1) | ((((pattern >> 4) & 1) ^ first) << 2);
    }

    /// <summary>The cell's row in the table: variant 1 where it and its neighbour join two pairs over their common face.</summary>
    private static int TableRow(in MeshWork work, int pattern, int x, int y, int z)
    {
        int face = work.CellTable[CellTable.FaceOffset + pattern];
        if (face < 0)
            return pattern;

        GridRecord* grid = work.Grid;
        int axis = face >> 1;
        int step = ((face & 1) << 1) - 1;
        int nx = x + (axis == 0 ? step : 0);
        int ny = y + (axis == 1 ? step : 0);
        int nz = z + (axis == 2 ? step : 0);
        bool within = nx >= 0 && ny >= 0 && nz >= 0 && nx < grid->CellsX && ny < grid->CellsY && nz < grid->CellsZ;
        if (!within)
            return pattern;

        int neighbour = PatternAt(in work, nx, ny, nz);
        bool bothJoin = work.CellTable[CellTable.FaceOffset + neighbour] == (face ^ 1);
        return bothJoin ? CellTable.PatternCount + pattern : pattern;
    }
}
