using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Meshes;

/// <summary>Finds where the surface crosses the grid's edges, and its normal and part there.</summary>
internal static unsafe class SurfaceKernel<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Evaluations of the field to place a crossing; each of them shrinks the error by about 5 on a kinked field.</summary>
    private const int RootSteps = 4;

    /// <summary>Distance of the four samples of a normal from the crossing, in cells: small, so that they stay on one side of an edge.</summary>
    private const float NormalStep = 0.02f;

    /// <summary>Quads <paramref name="quad"/>, quad + 1, ..., of which <paramref name="count"/> are there.</summary>
    public static void Cross(in MeshWork work, int quad, int count)
    {
        GridRecord* grid = work.Grid;
        I code = I.Select(M.FirstN(count), I.Load(work.QuadEdges + quad), 0);
        I ix = code & EdgeCode.CoordinateMask;
        I iy = (code >>> EdgeCode.ShiftY) & EdgeCode.CoordinateMask;
        I iz = (code >>> EdgeCode.ShiftZ) & EdgeCode.CoordinateMask;
        I axis = (code >>> EdgeCode.ShiftAxis) & EdgeCode.AxisMask;
        M alongX = I.Equal(axis, 0), alongY = I.Equal(axis, 1), alongZ = I.Equal(axis, 2);

        I corner = (iz * (grid->CellsY + 1) + iy) * grid->CornerRowLength + ix;
        I step = I.Select(alongX, 1, I.Select(alongY, grid->CornerRowLength, grid->CornerLayerLength));
        F startValue = F.Gather(work.Distances, corner);
        F endValue = F.Gather(work.Distances, corner + step);

        F startX = F.Fma(F.FromInt(ix), grid->Spacing, grid->OriginX);
        F startY = F.Fma(F.FromInt(iy), grid->Spacing, grid->OriginY);
        F startZ = F.Fma(F.FromInt(iz), grid->Spacing, grid->OriginZ);
        F alongStepX = F.Select(alongX, grid->Spacing, 0f);
        F alongStepY = F.Select(alongY, grid->Spacing, 0f);
        F alongStepZ = F.Select(alongZ, grid->Spacing, 0f);

        F low = 0f, high = 1f, t = 0.5f, x = startX, y = startY, z = startZ;
        I part = 0;
        for (int i = 0; i < RootSteps; i++)
        {
            t = low + (high - low) * (startValue / (startValue - endValue));
            x = F.Fma(alongStepX, t, startX);
            y = F.Fma(alongStepY, t, startY);
            z = F.Fma(alongStepZ, t, startZ);
            F value = SignedDistance<F, I, M>.Evaluate(work.Parts, grid->PartCount, work.Heights, x, y, z, out part);

            // Regula falsi, Illinois variant: the end that stays has its value halved, or it would never move.
            M sameAsStart = !((value < 0f) ^ (startValue < 0f));
            low = F.Select(sameAsStart, t, low);
            high = F.Select(sameAsStart, high, t);
            F keptStart = F.Select(sameAsStart, value, startValue * 0.5f);
            endValue = F.Select(sameAsStart, endValue * 0.5f, value);
            startValue = keptStart;
        }

        F.Store(work.QuadCrossings + quad, t);
        I.Store(work.QuadParts + quad, part);
        StoreNormal(in work, quad, x, y, z, code, alongX, alongY, alongZ);
    }

    /// <summary>All quads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CrossAll(in MeshWork work)
    {
        int quads = work.Header->QuadCount;
        for (int quad = 0; quad < quads; quad += I.Width)
            Cross(in work, quad, quads - quad);
    }

    /// <summary>The field's gradient by four samples at the corners of a tetrahedron.</summary>
    private static void StoreNormal(in MeshWork work, int quad, F x, F y, F z, I code, M alongX, M alongY, M alongZ)
    {
        F step = work.Grid->Spacing;
        step = step * NormalStep;
        F a = Field(in work, x + step, y - step, z - step);
        F b = Field(in work, x - step, y - step, z + step);
        F c = Field(in work, x - step, y + step, z - step);
        F d = Field(in work, x + step, y + step, z + step);
        F nx = a - b - c + d;
        F ny = c - a - b + d;
        F nz = b - a - c + d;

        // Where the field has no slope, the edge's own direction is at least outward.
        const float NoSlope = 1e-20f;
        F square = F.Fma(nx, nx, F.Fma(ny, ny, nz * nz));
        M sloped = square > NoSlope;
        F outward = F.Select(I.Equal((code >>> EdgeCode.ShiftInside) & 1, 1), 1f, -1f);
        F scale = F.Select(sloped, 1f / F.Sqrt(F.Select(sloped, square, 1f)), 0f);
        F.Store(work.QuadNormalX + quad, F.Select(sloped, nx * scale, F.Select(alongX, outward, 0f)));
        F.Store(work.QuadNormalY + quad, F.Select(sloped, ny * scale, F.Select(alongY, outward, 0f)));
        F.Store(work.QuadNormalZ + quad, F.Select(sloped, nz * scale, F.Select(alongZ, outward, 0f)));
    }

    private static F Field(in MeshWork work, F x, F y, F z) =>
        SignedDistance<F, I, M>.Evaluate(work.Parts, work.Grid->PartCount, work.Heights, x, y, z, out _);
}
