using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Meshes;

/// <summary>Finds where the surface crosses the grid's edges, and its normal and part there.</summary>
internal static unsafe class SurfaceKernel<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>
    /// Evaluations of the field with its gradient: a first guess, a step of Newton's method or a bisection, and so on. Most crossings are
    /// found with two; those of a field with kinks on both sides need more.
    /// </summary>
    private const int MaxRootSteps = 6;

    /// <summary>A crossing is found by a Newton's step from a value this near to 0, in cells.</summary>
    private const float NearRoot = 0.002f;

    /// <summary>Slopes below are none: the field's own are near 1.</summary>
    private const float NoSlope = 1e-9f;

    /// <summary>Quads <paramref name="quad"/>, quad + 1, ..., of which <paramref name="count"/> are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Cross(in MeshWork work, int quad, int count)
    {
        GridRecord* grid = work.Grid;
        M there = M.FirstN(count);
        I code = I.Select(there, I.Load(work.QuadEdges + quad), 0);
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

        // The crossing stays between low and high. Newton's step is taken where it falls between them, else the middle.
        F near = (F)NearRoot * grid->Spacing;
        F low = 0f, high = 1f;
        F t = startValue / (startValue - endValue);
        Dual<F, I, M> field = default;
        I part = 0;
        M open = there;
        for (int i = 0; i < MaxRootSteps && M.Any(open); i++)
        {
            F x = F.Fma(alongStepX, t, startX), y = F.Fma(alongStepY, t, startY), z = F.Fma(alongStepZ, t, startZ);
            Dual<F, I, M> value = SignedDistance<Dual<F, I, M>, DualInt<F, I, M>, M>.Evaluate(
                work.Parts,
                grid->PartCount,
                work.PartData,
                new(x, 1f, 0f, 0f),
                new(y, 0f, 1f, 0f),
                new(z, 0f, 0f, 1f),
                out DualInt<F, I, M> nearest);
            field = new(
                F.Select(open, value.Value, field.Value),
                F.Select(open, value.Dx, field.Dx),
                F.Select(open, value.Dy, field.Dy),
                F.Select(open, value.Dz, field.Dz));
            part = I.Select(open, nearest.Value, part);

            M sameAsStart = !((field.Value < 0f) ^ (startValue < 0f));
            low = F.Select(sameAsStart, t, low);
            high = F.Select(sameAsStart, high, t);
            F slope = F.Fma(field.Dx, alongStepX, F.Fma(field.Dy, alongStepY, field.Dz * alongStepZ));
            F newton = t - field.Value / F.Select(F.Abs(slope) > NoSlope, slope, 1f);
            M usable = (F.Abs(slope) > NoSlope) & (newton >= low) & (newton <= high);
            t = F.Select(open, F.Select(usable, newton, (low + high) * 0.5f), t);
            open = open & !(usable & (F.Abs(field.Value) < near));
        }

        F.Store(work.QuadCrossings + quad, t);
        I.Store(work.QuadParts + quad, part);
        StoreNormal(in work, quad, in field, code, alongX, alongY, alongZ);
    }

    /// <summary>All quads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CrossAll(in MeshWork work)
    {
        int quads = work.Header->QuadCount;
        for (int quad = 0; quad < quads; quad += I.Width)
            Cross(in work, quad, quads - quad);
    }

    /// <summary>The field's gradient, normalised; where it has none, the edge's own direction is at least outward.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StoreNormal(in MeshWork work, int quad, in Dual<F, I, M> field, I code, M alongX, M alongY, M alongZ)
    {
        F square = F.Fma(field.Dx, field.Dx, F.Fma(field.Dy, field.Dy, field.Dz * field.Dz));
        M sloped = square > NoSlope;
        F outward = F.Select(I.Equal((code >>> EdgeCode.ShiftInside) & 1, 1), 1f, -1f);
        F scale = F.Select(sloped, 1f / F.Sqrt(F.Select(sloped, square, 1f)), 0f);
        F.Store(work.QuadNormalX + quad, F.Select(sloped, field.Dx * scale, F.Select(alongX, outward, 0f)));
        F.Store(work.QuadNormalY + quad, F.Select(sloped, field.Dy * scale, F.Select(alongY, outward, 0f)));
        F.Store(work.QuadNormalZ + quad, F.Select(sloped, field.Dz * scale, F.Select(alongZ, outward, 0f)));
    }
}
