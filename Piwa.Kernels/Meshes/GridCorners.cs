using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Meshes;

/// <summary>Corners of a grid, as many as the width, in one layer.</summary>
internal readonly unsafe struct GridCorners<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Their places in unit space.</summary>
    public readonly F X, Y, Z;

    /// <summary>Those within the grid.</summary>
    public readonly M There;

    private readonly M _outermost;
    private readonly float _spacing;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GridCorners(GridRecord* grid, I column, I row, int layer)
    {
        X = F.Fma(F.FromInt(column), grid->Spacing, grid->OriginX);
        Y = F.Fma(F.FromInt(row), grid->Spacing, grid->OriginY);
        Z = F.Fma(F.FromInt(layer), grid->Spacing, grid->OriginZ);
        There = !(column > grid->CellsX) & !(row > grid->CellsY);
        _outermost = (M)(layer == 0 || layer == grid->CellsZ) | I.Equal(row, 0) | I.Equal(row, grid->CellsY) | I.Equal(column, 0) | I.Equal(column, grid->CellsX);
        _spacing = grid->Spacing;
    }

    /// <summary>
    /// The outermost corners are outside, whatever the field says: so the mesh is closed even where a box proved too tight.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public F Close(F distance) => F.Select(_outermost, F.Max(distance, _spacing), distance);
}
