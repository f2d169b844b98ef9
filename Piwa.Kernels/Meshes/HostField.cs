using System.Numerics;
using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Meshes;

/// <summary>
/// The distance field at the corners of the grid, on the CPU: where a brick's floors say that the surface does not come near, a corner is only known to
/// be outside, until light looks there.
/// </summary>
/// <remarks>
/// What is known of such a corner is <see cref="HostField.Unknown"/>. The mesh asks for the signs of all corners, but for distances only at both
/// ends of an edge that the surface crosses: one is inside, so a brick whose neighbours' corners are all outside is not asked. Light looks at
/// seven tenths of the blocks of a default asset.
/// </remarks>
internal unsafe readonly struct HostField<F, I, M> : ILightDistances<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>
    /// All corners, in blocks. What a block writes behind a row's end, the row's own block of the next row, which is to its left, writes
    /// over; what it writes behind a layer's end, the next layer.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void SampleAll(in MeshWork work)
    {
        GridRecord* grid = work.Grid;
        int width = Block.Width(I.Width), height = Block.Height(I.Width), last = grid->CellsX & -width;
        for (int z = 0; z <= grid->CellsZ; z++)
        {
            for (int y = 0; y <= grid->CellsY; y += height)
            {
                for (int x = last; x >= 0; x -= width)
                {
                    int brick = Bricks.At(in *grid, x, y, z);
                    F distance = work.BrickLows[brick] > HostField.Near ? HostField.Unknown : Evaluate(in work, brick, x, y, z);
                    F.StoreBlock(work.Distances + (z * grid->CornerLayerLength) + (y * grid->CornerRowLength) + x, grid->CornerRowLength, distance);
                }
            }
        }

        SampleBesideInside(in work);
    }

    /// <summary>Unknown bricks with corners next to one that is inside: the surface crosses the edge between them.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void SampleBesideInside(in MeshWork work)
    {
        GridRecord* grid = work.Grid;
        int countX = Bricks.CountX(in *grid), countY = Bricks.CountY(in *grid), countZ = Bricks.CountZ(in *grid);
        for (int z = 0; z < countZ; z++)
        {
            for (int y = 0; y < countY; y++)
            {
                for (int x = 0; x < countX; x++)
                {
                    if (IsUnknown(in work, x, y, z) && (IsInside(in work, x, y, z, 1, 0, 0) || IsInside(in work, x, y, z, 0, 1, 0) || IsInside(in work, x, y, z, 0, 0, 1)))
                        SampleBrick(in work, x << Bricks.ShiftX, y << Bricks.ShiftY, z << Bricks.ShiftZ);
                }
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static M Lacking(F distance, M wanted) => wanted & (F.Abs(distance) > HostField.MostKnown);

    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public static void Find(in MeshWork work, M wanted, I x, I y, I z)
    {
        GridRecord* grid = work.Grid;
        int* cells = stackalloc int[3 * BrickKernel.MaxWidth];
        I.Store(cells, x);
        I.Store(cells + BrickKernel.MaxWidth, y);
        I.Store(cells + (2 * BrickKernel.MaxWidth), z);
        for (uint left = M.Bits(wanted); left != 0; left &= left - 1)
        {
            // A block's corners are known together: the cell's other corners are asked for where they are of another one.
            int* cell = cells + BitOperations.TrailingZeroCount(left);
            int width = Block.Width(I.Width), height = Block.Height(I.Width);
            int cx = cell[0], cy = cell[BrickKernel.MaxWidth], cz = cell[2 * BrickKernel.MaxWidth];
            int nextX = (cx & (width - 1)) == width - 1 ? 1 : 2, nextY = (cy & (height - 1)) == height - 1 ? 1 : 2;
            for (int z0 = cz; z0 <= cz + 1; z0++)
            {
                for (int y0 = cy; y0 <= cy + 1; y0 += nextY)
                {
                    for (int x0 = cx; x0 <= cx + 1; x0 += nextX)
                    {
                        if (work.Distances[(z0 * grid->CornerLayerLength) + (y0 * grid->CornerRowLength) + x0] == HostField.Unknown)
                            SampleBlock(in work, x0 & -width, y0 & -height, z0);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsUnknown(in MeshWork work, int x, int y, int z) =>
        work.BrickLows[(((z * Bricks.CountY(in *work.Grid)) + y) * Bricks.CountX(in *work.Grid)) + x] > HostField.Near;

    /// <summary>
    /// Whether corners of the brick before, along an axis, are inside next to this one's. Those of the brick after are not: floors are of all
    /// cells of a brick, and so of the first corners of the next.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static bool IsInside(in MeshWork work, int x, int y, int z, int backX, int backY, int backZ)
    {
        GridRecord* grid = work.Grid;
        if (x < backX || y < backY || z < backZ || IsUnknown(in work, x - backX, y - backY, z - backZ))
            return false;

        (int firstX, int firstY, int firstZ) = ((x << Bricks.ShiftX) - backX, (y << Bricks.ShiftY) - backY, (z << Bricks.ShiftZ) - backZ);
        int endX = Math.Min(grid->CellsX + 1, firstX + (backX != 0 ? 1 : 1 << Bricks.ShiftX));
        int endY = Math.Min(grid->CellsY + 1, firstY + (backY != 0 ? 1 : 1 << Bricks.ShiftY));
        int endZ = Math.Min(grid->CellsZ + 1, firstZ + (backZ != 0 ? 1 : 1 << Bricks.ShiftZ));
        for (int cz = firstZ; cz < endZ; cz++)
        {
            for (int cy = firstY; cy < endY; cy++)
            {
                float* row = work.Distances + (cz * grid->CornerLayerLength) + (cy * grid->CornerRowLength);
                for (int cx = firstX; cx < endX; cx++)
                {
                    if (row[cx] < 0f)
                        return true;
                }
            }
        }

        return false;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void SampleBrick(in MeshWork work, int x, int y, int z)
    {
        GridRecord* grid = work.Grid;
        int width = Block.Width(I.Width), height = Block.Height(I.Width);
        for (int cz = z; cz < Math.Min(z + (1 << Bricks.ShiftZ), grid->CellsZ + 1); cz++)
        {
            for (int cy = y; cy < Math.Min(y + (1 << Bricks.ShiftY), grid->CellsY + 1); cy += height)
            {
                for (int cx = x; cx < Math.Min(x + (1 << Bricks.ShiftX), grid->CellsX + 1); cx += width)
                    SampleBlock(in work, cx, cy, cz);
            }
        }
    }

    /// <summary>The corners of one block, and nothing behind a row's end.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void SampleBlock(in MeshWork work, int x, int y, int z)
    {
        GridRecord* grid = work.Grid;
        int width = Block.Width(I.Width), columns = Math.Min(width, grid->CellsX + 1 - x), rows = Math.Min(Block.Height(I.Width), grid->CellsY + 1 - y);
        F distance = Evaluate(in work, Bricks.At(in *grid, x, y, z), x, y, z);
        float* target = work.Distances + (z * grid->CornerLayerLength) + (y * grid->CornerRowLength) + x;
        if (columns == width && rows == Block.Height(I.Width))
        {
            F.StoreBlock(target, grid->CornerRowLength, distance);
            return;
        }

        float* values = stackalloc float[BrickKernel.MaxWidth];
        F.Store(values, distance);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                target[(row * grid->CornerRowLength) + column] = values[(row * width) + column];
        }
    }

    /// <summary>Distances at the corners of a block, which lies within one brick.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Evaluate(in MeshWork work, int brick, int x, int y, int z)
    {
        GridRecord* grid = work.Grid;
        I places = I.Sequence(0);
        var corners = new GridCorners<F, I, M>(grid, (places & (Block.Width(I.Width) - 1)) + x, (places >>> Block.ColumnBits) + y, z);
        F distance = SignedDistance<F, I, M>.EvaluateNear(
            work.Parts,
            grid->PartCount,
            work.PartData,
            work.BrickFloors + (brick * grid->PartCount),
            work.BrickGuides[brick],
            corners.There,
            corners.X,
            corners.Y,
            corners.Z,
            out _);
        return corners.Close(distance);
    }
}

/// <summary>Constants of <see cref="HostField{F,I,M}"/>.</summary>
internal static class HostField
{
    /// <summary>
    /// The distance of a corner that is outside, where nobody has asked how far. A value between corners that has any share of it, the least that
    /// floats can tell from none, is more than <see cref="MostKnown"/>.
    /// </summary>
    public const float Unknown = 1e37f;

    /// <summary>More than any distance in unit space.</summary>
    public const float MostKnown = 1e6f;

    /// <summary>A brick is unknown when its distances are larger: more than floors are rounded by.</summary>
    public const float Near = 1e-4f;
}
