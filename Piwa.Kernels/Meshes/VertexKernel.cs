using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Meshes;

/// <summary>
/// Places the vertex of each patch where the planes of its crossings meet best (T. Ju et al., "Dual contouring of Hermite data",
/// SIGGRAPH 2002), which keeps edges and corners sharp.
/// </summary>
/// <remarks>
/// An edge that is too acute for the grid lies beyond the cells that see its sides, so a vertex may leave its cell by
/// <see cref="Reach"/>. Where that folds the surface over, <see cref="SettleKernel{F,I,M}"/> sends it back towards its home: the same place
/// clamped to the cell, or the mean of its crossings where the cell has several patches.
/// </remarks>
internal static unsafe class VertexKernel<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>
    /// Pull towards the mean of the crossings, as a share of one plane's weight: decides along flat directions, and moves a sharp
    /// corner by less than a thousandth of a cell.
    /// </summary>
    private const float MeanWeight = 0.0005f;

    /// <summary>The same where a cell has two patches: keeps their vertices apart that want to meet in one corner.</summary>
    private const float SharedMeanWeight = 0.003f;

    /// <summary>How far a vertex may leave its cell, in cells.</summary>
    private const float Reach = 0.8f;

    /// <summary>The same where a cell has two patches.</summary>
    private const float SharedReach = 0.2f;

    /// <summary>
    /// A vertex may leave its cell only where its planes meet: the mean square of its distances to them, in cells. On a rough surface they
    /// do not, and where they come nearest says nothing.
    /// </summary>
    private const float MeetingSquare = 1e-3f;

    /// <summary>Of two patches in a cell, each one's vertex goes at most this share of the way from its own mean towards the other's.</summary>
    private const float OwnShare = 0.4f;

    /// <summary>
    /// A vertex that is at home stays this far within its cell, in cells. Since then no two cells' vertices meet, even quantised, each quad can be
    /// split into two triangles that have an area.
    /// </summary>
    private const float CellMargin = 0.02f;

    /// <summary>Vertices <paramref name="vertex"/>, vertex + 1, ..., of which <paramref name="count"/> are there.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Place(in MeshWork work, int vertex, int count)
    {
        I code = I.Select(M.FirstN(count), I.Load(work.VertexCodes + vertex), 0);
        var cell = new Cell<F, I, M>(in work, code);
        I patch = (code >>> EdgeCode.ShiftAxis) & EdgeCode.AxisMask;
        I row = I.Gather(work.CellPatterns, cell.Index) * CellTable.MaxPatches;
        I edges = I.Gather(work.CellTable, row + patch);

        // Sums over the crossings, in the cell's own coordinates: mean place, and the normal equations of the planes.
        F number = 0f, mx = 0f, my = 0f, mz = 0f;
        F sx = 0f, sy = 0f, sz = 0f;
        F xx = 0f, xy = 0f, xz = 0f, yy = 0f, yz = 0f, zz = 0f, bx = 0f, by = 0f, bz = 0f, planes = 0f;
        for (int edge = 0; edge < CellTable.EdgeCount; edge++)
        {
            M crossed = I.Equal((edges >>> edge) & 1, 1);
            if (!M.Any(crossed))
                continue;

            I quad = cell.Quad(in work, edge, crossed);
            F t = F.Gather(work.QuadCrossings, quad);
            F nx = F.Select(crossed, F.Gather(work.QuadNormalX, quad), 0f);
            F ny = F.Select(crossed, F.Gather(work.QuadNormalY, quad), 0f);
            F nz = F.Select(crossed, F.Gather(work.QuadNormalZ, quad), 0f);
            int axis = edge >> 2, low = edge & 1, high = (edge >> 1) & 1;
            F px = axis == 0 ? t : (F)(float)low;
            F py = axis == 1 ? t : axis == 0 ? (F)(float)low : (F)(float)high;
            F pz = axis == 2 ? t : (F)(float)high;

            number = F.Select(crossed, number + 1f, number);
            mx = F.Select(crossed, mx + px, mx);
            my = F.Select(crossed, my + py, my);
            mz = F.Select(crossed, mz + pz, mz);
            sx = sx + nx;
            sy = sy + ny;
            sz = sz + nz;
            F plane = F.Fma(nx, px, F.Fma(ny, py, nz * pz));
            planes = F.Fma(plane, plane, planes);
            xx = F.Fma(nx, nx, xx);
            xy = F.Fma(nx, ny, xy);
            xz = F.Fma(nx, nz, xz);
            yy = F.Fma(ny, ny, yy);
            yz = F.Fma(ny, nz, yz);
            zz = F.Fma(nz, nz, zz);
            bx = F.Fma(nx, plane, bx);
            by = F.Fma(ny, plane, by);
            bz = F.Fma(nz, plane, bz);
        }

        F one = F.Max(number, 1f);
        mx = mx / one;
        my = my / one;
        mz = mz / one;
        M alone = I.Equal(I.Gather(work.CellTable, row + 1), 0);
        F weight = one * F.Select(alone, MeanWeight, SharedMeanWeight);
        F rx = bx - F.Fma(xx, mx, F.Fma(xy, my, xz * mz));
        F ry = by - F.Fma(xy, mx, F.Fma(yy, my, yz * mz));
        F rz = bz - F.Fma(xz, mx, F.Fma(yz, my, zz * mz));
        Solve(xx + weight, xy, xz, yy + weight, yz, zz + weight, rx, ry, rz, out F dx, out F dy, out F dz);
        if (M.Any(!alone))
        {
            // Within the reach by a shorter step, not by clamping: that could bring two vertices to one corner of it.
            F share = ShareOfStep(in work, in cell, row, patch, !alone, mx, my, mz, dx, dy, dz);
            share = F.Min(share, F.Min(ShareWithin(mx, dx), F.Min(ShareWithin(my, dy), ShareWithin(mz, dz))));
            share = F.Select(alone, 1f, share);
            dx = dx * share;
            dy = dy * share;
            dz = dz * share;
        }

        // The sum of the squares of the distances to the planes.
        F x = mx + dx, y = my + dy, z = mz + dz;
        F ex = F.Fma(xx, x, F.Fma(xy, y, xz * z)) - bx - bx;
        F ey = F.Fma(xy, x, F.Fma(yy, y, yz * z)) - by - by;
        F ez = F.Fma(xz, x, F.Fma(yz, y, zz * z)) - bz - bz;
        M meet = F.Fma(ex, x, F.Fma(ey, y, F.Fma(ez, z, planes))) < one * MeetingSquare;
        F reach = F.Select(alone, F.Select(meet, Reach, -CellMargin), SharedReach);
        StorePlace(work.VertexX + vertex, work.HomeX + vertex, cell.X, x, F.Select(alone, x, mx), reach);
        StorePlace(work.VertexY + vertex, work.HomeY + vertex, cell.Y, y, F.Select(alone, y, my), reach);
        StorePlace(work.VertexZ + vertex, work.HomeZ + vertex, cell.Z, z, F.Select(alone, z, mz), reach);
        I.Store(work.VertexNormals + vertex, Octahedral<F, I, M>.EncodeWords(sx, sy, sz));
        I.Store(work.VertexMarks + vertex, 0);
    }

    /// <summary>All vertices.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void PlaceAll(in MeshWork work)
    {
        int vertices = work.Header->VertexCount;
        for (int vertex = 0; vertex < vertices; vertex += I.Width)
            Place(in work, vertex, vertices - vertex);
    }

    /// <summary>
    /// How much of the step from its mean a patch's vertex may take where its cell has a second patch, so that a plane between the two means
    /// keeps their vertices apart: two thin walls must not meet, but the two ends of an edge that runs through the cell should reach for it.
    /// None where there are more patches.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F ShareOfStep(
        in MeshWork work,
        in Cell<F, I, M> cell,
        I row,
        I patch,
        M shared,
        F mx,
        F my,
        F mz,
        F dx,
        F dy,
        F dz)
    {
        I edges = I.Select(shared, I.Gather(work.CellTable, row + I.Select(I.Equal(patch, 0), 1, 0)), 0);
        F number = 0f, ox = 0f, oy = 0f, oz = 0f;
        for (int edge = 0; edge < CellTable.EdgeCount; edge++)
        {
            M crossed = I.Equal((edges >>> edge) & 1, 1);
            if (!M.Any(crossed))
                continue;

            F t = F.Gather(work.QuadCrossings, cell.Quad(in work, edge, crossed));
            int axis = edge >> 2, low = edge & 1, high = (edge >> 1) & 1;
            number = F.Select(crossed, number + 1f, number);
            ox = F.Select(crossed, ox + (axis == 0 ? t : (F)(float)low), ox);
            oy = F.Select(crossed, oy + (axis == 1 ? t : axis == 0 ? (F)(float)low : (F)(float)high), oy);
            oz = F.Select(crossed, oz + (axis == 2 ? t : (F)(float)high), oz);
        }

        F one = F.Max(number, 1f);
        F gx = ox / one - mx, gy = oy / one - my, gz = oz / one - mz;
        F gap = F.Fma(gx, gx, F.Fma(gy, gy, gz * gz)) * OwnShare;
        F toward = F.Fma(gx, dx, F.Fma(gy, dy, gz * dz));
        F share = F.Select(toward > gap, gap / F.Max(toward, gap), 1f);
        return F.Select(I.Equal(I.Gather(work.CellTable, row + 2), 0), share, 0f);
    }

    /// <summary>How much of a step from the mean stays within the reach of two patches, along one axis.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F ShareWithin(F mean, F step)
    {
        const float Tiny = 1e-6f;
        F room = F.Select(step > 0f, (F)(1f + SharedReach) - mean, mean + SharedReach);
        return room / F.Max(F.Abs(step), Tiny);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePlace(float* place, float* home, I cell, F coordinate, F homeCoordinate, F reach)
    {
        F corner = F.FromInt(cell);
        F.Store(place, corner + F.Max(F.Min(coordinate, 1f + reach), -reach));
        F.Store(home, corner + F.Max(F.Min(homeCoordinate, 1f - CellMargin), CellMargin));
    }

    /// <summary>Solves a symmetric, positive definite system by its LDL factors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Solve(F xx, F xy, F xz, F yy, F yz, F zz, F bx, F by, F bz, out F x, out F y, out F z)
    {
        F l10 = xy / xx;
        F l20 = xz / xx;
        F d1 = yy - l10 * xy;
        F m21 = yz - l20 * xy;
        F l21 = m21 / d1;
        F d2 = zz - l20 * xz - l21 * m21;

        F w1 = by - l10 * bx;
        F w2 = bz - l20 * bx - l21 * w1;
        z = w2 / d2;
        y = w1 / d1 - l21 * z;
        x = bx / xx - l10 * y - l20 * z;
    }
}
