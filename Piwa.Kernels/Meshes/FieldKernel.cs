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
}
