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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sample(in MeshWork work, int x, int y, int z)
    {
        GridRecord* grid = work.Grid;
        I column = I.Sequence(x);
        F px = F.Fma(F.FromInt(column), grid->Spacing, grid->OriginX);
        F py = F.Fma(F.FromInt(y), grid->Spacing, grid->OriginY);
        F pz = F.Fma(F.FromInt(z), grid->Spacing, grid->OriginZ);
        F distance = SignedDistance<F, I, M>.Evaluate(work.Parts, grid->PartCount, work.PartData, px, py, pz, out _);

        // The outermost corners are outside, whatever the field says: so the mesh is closed even where a box proved too tight.
        bool outermost = y == 0 || z == 0 || y == grid->CellsY || z == grid->CellsZ;
        M border = (M)outermost | I.Equal(column, 0) | I.Equal(column, grid->CellsX);
        distance = F.Select(border, F.Max(distance, grid->Spacing), distance);
        int corner = (((z * (grid->CellsY + 1)) + y) * grid->CornerRowLength) + x;
        F.Store(work.Distances + corner, distance);
    }

    /// <summary>All corners, row by row: what a vector writes behind a row's end, the next row writes over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SampleAll(in MeshWork work)
    {
        GridRecord* grid = work.Grid;
        for (int z = 0; z <= grid->CellsZ; z++)
        {
            for (int y = 0; y <= grid->CellsY; y++)
            {
                for (int x = 0; x <= grid->CellsX; x += I.Width)
                    Sample(in work, x, y, z);
            }
        }
    }
}
