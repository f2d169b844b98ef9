using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>
/// Displacement by the six height fields of a part. A point is mapped to the side of the part's box that its direction meets, as on
/// a cube map; each side holds <see cref="Displacement.GridSize"/>^2 heights within a border of zeros, so that the sides join.
/// Interpolation is bicubic (Catmull-Rom).
/// </summary>
internal static unsafe class HeightFields<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Height(PartRecord* part, float* heights, F x, F y, F z)
    {
        const float Tiny = 1e-12f;
        F qx = x * part->InverseHalfX, qy = y * part->InverseHalfY, qz = z * part->InverseHalfZ;
        F ax = F.Abs(qx), ay = F.Abs(qy), az = F.Abs(qz);

        // The side: the axis with the largest scaled coordinate, ties to the later axis.
        M onX = (ax > ay) & (ax > az);
        M onY = !onX & (ay > az);
        F major = F.Select(onX, qx, F.Select(onY, qy, qz));
        F u = F.Select(onX, qy, qx);
        F v = F.Select(onX | onY, qz, qy);
        I side = I.Select(onX, 0, I.Select(onY, 2, 4)) + I.Select(major < 0f, 1, 0);

        // From [-1, 1] on the side to cells of the grid.
        F scale = HeightTable.CellCount * 0.5f / F.Max(F.Abs(major), Tiny);
        const float Middle = HeightTable.CellCount * 0.5f;
        F gu = F.Min(F.Max(F.Fma(u, scale, Middle), 0f), HeightTable.LastCellPosition);
        F gv = F.Min(F.Max(F.Fma(v, scale, Middle), 0f), HeightTable.LastCellPosition);
        F cellU = F.Floor(gu), cellV = F.Floor(gv);
        Weights(gu - cellU, out F u0, out F u1, out F u2, out F u3);
        Weights(gv - cellV, out F v0, out F v1, out F v2, out F v3);

        I tap = side * HeightTable.SideLength + I.Truncate(cellV) * HeightTable.RowLength + I.Truncate(cellU);
        float* table = heights + part->HeightOffset;
        F r0 = Row(table, tap, u0, u1, u2, u3);
        F r1 = Row(table, tap + HeightTable.RowLength, u0, u1, u2, u3);
        F r2 = Row(table, tap + (2 * HeightTable.RowLength), u0, u1, u2, u3);
        F r3 = Row(table, tap + (3 * HeightTable.RowLength), u0, u1, u2, u3);
        return F.Fma(r0, v0, F.Fma(r1, v1, F.Fma(r2, v2, r3 * v3)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Row(float* table, I tap, F w0, F w1, F w2, F w3)
    {
        F.GatherPair(table, tap, out F h0, out F h1);
        F.GatherPair(table, tap + 2, out F h2, out F h3);
        return F.Fma(h0, w0, F.Fma(h1, w1, F.Fma(h2, w2, h3 * w3)));
    }

    /// <summary>Catmull-Rom weights of the four heights round a point at <paramref name="t"/> between the middle two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weights(F t, out F w0, out F w1, out F w2, out F w3)
    {
        w0 = t * F.Fma(t, F.Fma(t, -0.5f, 1f), -0.5f);
        w1 = F.Fma(t * t, F.Fma(t, 1.5f, -2.5f), 1f);
        w2 = t * F.Fma(t, F.Fma(t, -1.5f, 2f), 0.5f);
        w3 = t * t * F.Fma(t, 0.5f, -0.5f);
    }
}

/// <summary>Layout of the heights of one part: six sides, each a square of heights with its border of zeros.</summary>
internal static class HeightTable
{
    /// <summary>The grid's heights stand inside of the side; the cells reach from border to border.</summary>
    public const int CellCount = Displacement.GridSize + 1;

    /// <summary>The last float before the end of the last cell: its floor is the last cell.</summary>
    public const float LastCellPosition = 5.9999995f;

    /// <summary>Nodes of the cells, and one more of zero on each end for the cubic.</summary>
    public const int RowLength = CellCount + 3;

    public const int SideLength = RowLength * RowLength;

    public const int PartLength = Displacement.SideCount * SideLength;

    /// <summary>Where the first random height stands in a row: behind the cubic's zero and the border's.</summary>
    public const int FirstHeight = 2;
}
