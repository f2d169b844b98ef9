using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Meshes;

/// <summary>Samples the distance field at the corners of the grid.</summary>
internal static unsafe class FieldKernel<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Corners (x, y, z), (x + 1, y, z), ...</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Sample(in MeshWork work, int x, int y, int z)
    {
        GridRecord* grid = work.Grid;
        var corners = new GridCorners<F, I, M>(grid, I.Sequence(x), y, z);
        F distance = SignedDistance<F, I, M>.Evaluate(work.Parts, grid->PartCount, work.PartData, corners.X, corners.Y, corners.Z, out _);
        F.Store(work.Distances + (z * grid->CornerLayerLength) + (y * grid->CornerRowLength) + x, corners.Close(distance));
    }

    /// <summary>
    /// All corners, in blocks, by what is known of their bricks. What a block writes behind a row's end, the row's own block of the next
    /// row, which is to its left, writes over; what it writes behind a layer's end, the next layer.
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
                    SampleBlock(in work, x, y, z);
            }
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void SampleBlock(in MeshWork work, int x, int y, int z)
    {
        GridRecord* grid = work.Grid;
        I places = I.Sequence(0);
        var corners = new GridCorners<F, I, M>(grid, (places & (Block.Width(I.Width) - 1)) + x, (places >>> Block.ColumnBits) + y, z);
        int brick = Bricks.At(in *grid, x, y, z);
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
        int corner = (z * grid->CornerLayerLength) + (y * grid->CornerRowLength) + x;
        F.StoreBlock(work.Distances + corner, grid->CornerRowLength, corners.Close(distance));
    }
}
