using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>
/// Finds what the distance of each part is at least within each brick of the grid, so that the field can be evaluated there without the
/// parts that are far away: <see cref="SignedDistance{F,I,M}.EvaluateNear"/>; and out of those, what the field itself is at least.
/// </summary>
internal static unsafe class BrickKernel<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Places on an edge of the grid may be rounded to beyond its end: by less than this, in cells.</summary>
    private const float Overlap = 0.01f;

    /// <summary>A Catmull-Rom surface can rise by a little more than a part's relief says.</summary>
    private const float ReliefMargin = 1.05f;

    /// <summary>All bricks.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void BoundAll(in MeshWork work)
    {
        GridRecord* grid = work.Grid;
        int countX = Bricks.CountX(in *grid), countY = Bricks.CountY(in *grid), countZ = Bricks.CountZ(in *grid);
        int* corners = stackalloc int[3 * BrickKernel.MaxWidth];
        int first = 0, filled = 0;
        for (int z = 0; z < countZ; z++)
        {
            for (int y = 0; y < countY; y++)
            {
                for (int x = 0; x < countX; x++)
                {
                    corners[filled] = x << Bricks.ShiftX;
                    corners[filled + BrickKernel.MaxWidth] = y << Bricks.ShiftY;
                    corners[filled + (2 * BrickKernel.MaxWidth)] = z << Bricks.ShiftZ;
                    if (++filled < I.Width)
                        continue;
                    Bound(in work, corners, first, filled);
                    first += filled;
                    filled = 0;
                }
            }
        }

        if (filled > 0)
            Bound(in work, corners, first, filled);
    }

    /// <summary>Bricks <paramref name="first"/>, first + 1, ..., that begin at <paramref name="corners"/>.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Bound(in MeshWork work, int* corners, int first, int count)
    {
        GridRecord* grid = work.Grid;
        Interval<F, I, M> x = Side(corners, Bricks.ShiftX, grid->Spacing, grid->OriginX);
        Interval<F, I, M> y = Side(corners + BrickKernel.MaxWidth, Bricks.ShiftY, grid->Spacing, grid->OriginY);
        Interval<F, I, M> z = Side(corners + (2 * BrickKernel.MaxWidth), Bricks.ShiftZ, grid->Spacing, grid->OriginZ);
        F middleX = (x.Low + x.High) * 0.5f, middleY = (y.Low + y.High) * 0.5f, middleZ = (z.Low + z.High) * 0.5f;

        float* floors = stackalloc float[BrickKernel.MaxWidth];
        F nearest = float.MaxValue, low = SignedDistance.Nothing;
        I guide = 0;
        for (int k = 0; k < grid->PartCount; k++)
        {
            PartRecord* part = Records.At(work.Parts, k);
            F floor = Floor(part, work.PartData, x, y, z);
            F.Store(floors, floor);
            for (int i = 0; i < count; i++)
                work.BrickFloors[((first + i) * grid->PartCount) + k] = floors[i];

            // What cuts or hollows out only raises distances.
            if (part->Operation != (int)PartOperation.Union)
                continue;
            low = SignedDistance<F, I, M>.Unite(part, floor, low);
            F distance = SignedDistance<F, I, M>.Distance(part, work.PartData, middleX, middleY, middleZ);
            M nearer = distance < nearest;
            nearest = F.Select(nearer, distance, nearest);
            guide = I.Select(nearer, k, guide);
        }

        int* guides = stackalloc int[BrickKernel.MaxWidth];
        I.Store(guides, guide);
        F.Store(floors, low);
        for (int i = 0; i < count; i++)
            (work.BrickGuides[first + i], work.BrickLows[first + i]) = (guides[i], floors[i]);
    }

    /// <summary>What the distance of a part is at least within boxes.</summary>
    [MethodImpl(Compiled.AtOnce)]
    internal static F Floor(PartRecord* part, float* data, Interval<F, I, M> x, Interval<F, I, M> y, Interval<F, I, M> z)
    {
        Interval<F, I, M> smooth = SignedDistance<Interval<F, I, M>, IntervalInt<F, I, M>, IntervalMask<M>>.Smooth(part, data, ref x, ref y, ref z);
        return smooth.Low - (F)part->Relief * ReliefMargin;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Interval<F, I, M> Side(int* corners, int shift, float spacing, float origin)
    {
        F corner = F.FromInt(I.Load(corners));
        return new(F.Fma(corner - Overlap, spacing, origin), F.Fma(corner + ((1 << shift) + Overlap), spacing, origin));
    }
}

/// <summary>Constants of <see cref="BrickKernel{F,I,M}"/>.</summary>
internal static class BrickKernel
{
    /// <summary>Values in the widest vector.</summary>
    public const int MaxWidth = 16;
}
