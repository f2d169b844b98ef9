namespace Piwa.Kernels.Meshes;

/// <summary>How a grid is divided into bricks: 4 cells by 4 by 4, from the first corner on.</summary>
internal static class Bricks
{
    public const int ShiftX = 2;
    public const int ShiftY = 2;
    public const int ShiftZ = 2;

    /// <summary>The brick of a corner.</summary>
    public static int At(in GridRecord grid, int x, int y, int z) =>
        ((((z >> ShiftZ) * CountY(in grid)) + (y >> ShiftY)) * CountX(in grid)) + (x >> ShiftX);

    /// <summary>The brick where an edge begins.</summary>
    public static int OfEdge(in GridRecord grid, int code) => At(
        in grid,
        code & EdgeCode.CoordinateMask,
        (code >> EdgeCode.ShiftY) & EdgeCode.CoordinateMask,
        (code >> EdgeCode.ShiftZ) & EdgeCode.CoordinateMask);

    /// <summary>All bricks.</summary>
    public static int Count(in GridRecord grid) => CountX(in grid) * CountY(in grid) * CountZ(in grid);

    /// <summary>Bricks along x.</summary>
    public static int CountX(in GridRecord grid) => (grid.CellsX >> ShiftX) + 1;

    /// <summary>Bricks along y.</summary>
    public static int CountY(in GridRecord grid) => (grid.CellsY >> ShiftY) + 1;

    /// <summary>Bricks along z.</summary>
    public static int CountZ(in GridRecord grid) => (grid.CellsZ >> ShiftZ) + 1;

    /// <summary>Most bricks of a grid.</summary>
    public static int Capacity(int cells) => ((cells >> ShiftX) + 1) * ((cells >> ShiftY) + 1) * ((cells >> ShiftZ) + 1);
}
