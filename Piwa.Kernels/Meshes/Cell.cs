using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Meshes;

/// <summary>Cells of the grid, as many as the width, and the quads of their edges.</summary>
internal readonly unsafe struct Cell<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    public readonly I X;
    public readonly I Y;
    public readonly I Z;

    /// <summary>Index into arrays by cell.</summary>
    public readonly I Index;

    /// <summary>Index of the first corner in arrays by corner.</summary>
    private readonly I _corner;

    /// <summary>The cell whose coordinates a code holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Cell(in MeshWork work, I code)
        : this(
            in work,
            code & EdgeCode.CoordinateMask,
            (code >>> EdgeCode.ShiftY) & EdgeCode.CoordinateMask,
            (code >>> EdgeCode.ShiftZ) & EdgeCode.CoordinateMask)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Cell(in MeshWork work, I x, I y, I z)
    {
        GridRecord* grid = work.Grid;
        X = x;
        Y = y;
        Z = z;
        Index = (z * grid->CellsY + y) * grid->CellsX + x;
        _corner = (z * (grid->CellsY + 1) + y) * grid->CornerRowLength + x;
    }

    /// <summary>The quad of an edge where <paramref name="crossed"/>, elsewhere quad 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public I Quad(in MeshWork work, int edge, M crossed)
    {
        GridRecord* grid = work.Grid;
        int axis = edge >> 2, low = edge & 1, high = (edge >> 1) & 1;
        int ox = axis == 0 ? 0 : low;
        int oy = axis == 1 ? 0 : axis == 0 ? low : high;
        int oz = axis == 2 ? 0 : high;
        int offset = ox + (oy * grid->CornerRowLength) + (oz * grid->CornerLayerLength);

        I packed = I.Gather(work.CornerQuads, I.Select(crossed, _corner + offset, 0));
        I before = axis == 0 ? 0 : axis == 1 ? packed & 1 : (packed & 1) + ((packed >>> 1) & 1);
        return I.Select(crossed, (packed >>> CornerQuad.ShiftFirst) + before, 0);
    }
}
