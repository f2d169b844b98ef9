using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>The signed distance field of a recipe: its parts, deformed, displaced and joined, at as many points as the width.</summary>
internal static unsafe class SignedDistance<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>More than a join is rounded by.</summary>
    private const float Slack = 1e-5f;

    /// <summary>
    /// Distance at (x, y, z) in unit space: negative inside. <paramref name="partIndex"/> is the part whose surface is nearest, in
    /// the sense of the program: the one that decided the result.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static F Evaluate(PartRecord* parts, int partCount, float* data, F x, F y, F z, out I partIndex)
    {
        F distance = SignedDistance.Nothing;
        I nearest = 0;
        for (int k = 0; k < partCount; k++)
        {
            PartRecord* part = Records.At(parts, k);
            F d = Distance(part, data, x, y, z);
            Join(part, k, d, ref distance, ref nearest, out _);
            if (part->ShellThickness > 0f)
                distance = F.Max(distance, -distance - part->ShellThickness);
        }

        partIndex = nearest;
        return distance;
    }

    /// <summary>
    /// <see cref="Evaluate"/>, to the bit, without the parts that are too far away to matter to any place that is
    /// <paramref name="there"/>.
    /// </summary>
    /// <remarks>
    /// <para>1. A part that unites or cuts leaves the distance before it as it is, to the bit, where it differs from it by its smooth radius or
    /// more: it is left out where its floor says so.</para>
    /// <para>2. The guide, a part that unites, is evaluated first. When its turn comes, a distance that is larger than its own by its smooth
    /// radius or more is forgotten. So a distance at or above that limit need not be known. Going back from there, a part before it
    /// that unites and whose floor is above the limit by its smooth radius leaves distances above the limit there, and others as they are: it is
    /// left out. Any other raises the limit by its smooth radius: of distances above that, it leaves its own alone, or one above the old
    /// limit. What cuts or hollows out only raises distances.</para>
    /// </remarks>
    /// <param name="parts">The parts.</param>
    /// <param name="partCount">How many.</param>
    /// <param name="data">Their tables.</param>
    /// <param name="floors">By part: what its distance is at least at all places that are there.</param>
    /// <param name="guide">A part that unites and is near.</param>
    /// <param name="there">The places that matter.</param>
    /// <param name="x">Place, x.</param>
    /// <param name="y">Place, y.</param>
    /// <param name="z">Place, z.</param>
    /// <param name="partIndex">The part that decided.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static F EvaluateNear(
        PartRecord* parts, int partCount, float* data, float* floors, int guide, M there, F x, F y, F z, out I partIndex)
    {
        F ahead = Distance(Records.At(parts, guide), data, x, y, z);
        F limit = ahead + (Records.At(parts, guide)->SmoothRadius + Slack);
        ulong far = 0;
        for (int k = guide - 1; k >= 0; k--)
        {
            PartRecord* part = Records.At(parts, k);
            if (part->Operation == (int)PartOperation.Union && !M.Any(there & !(limit <= (F)floors[k] - part->SmoothRadius)))
                far |= 1UL << k;
            else
                limit = limit + (part->SmoothRadius + Slack);
        }

        F distance = SignedDistance.Nothing;
        I nearest = 0;
        for (int k = 0; k < partCount; k++)
        {
            PartRecord* part = Records.At(parts, k);
            if (k == guide)
            {
                Join(part, k, ahead, ref distance, ref nearest, out _);
                limit = SignedDistance.Nothing;
            }
            else if (((far >> k) & 1) == 0 && Matters(part, floors[k], distance, limit, there))
            {
                Join(part, k, Distance(part, data, x, y, z), ref distance, ref nearest, out _);
            }

            if (part->ShellThickness > 0f)
                distance = F.Max(distance, -distance - part->ShellThickness);
        }

        partIndex = nearest;
        return distance;
    }

    /// <summary>The part that decides at (x, y, z), the one that comes next, and by how much it misses.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Contend(PartRecord* parts, int partCount, float* data, F x, F y, F z, out I first, out I second, out F margin)
    {
        F distance = SignedDistance.Nothing;
        first = 0;
        second = 0;
        margin = SignedDistance.Nothing;
        for (int k = 0; k < partCount; k++)
        {
            PartRecord* part = Records.At(parts, k);
            F d = Distance(part, data, x, y, z);
            F before = distance;
            I was = first;
            Join(part, k, d, ref distance, ref first, out M takesOther);
            F gap = F.Abs((part->Operation == (int)PartOperation.Difference ? -d : d) - before);
            M closer = takesOther | gap < margin;
            margin = F.Select(closer, gap, margin);
            second = I.Select(takesOther, was, I.Select(closer, k, second));
            if (part->ShellThickness > 0f)
                distance = F.Max(distance, -distance - part->ShellThickness);
        }
    }

    /// <summary>A part's distance joined with that of the parts before it: of two that are larger, the result is not smaller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Unite(PartRecord* part, F d, F distance)
    {
        I nearest = 0;
        Join(part, 0, d, ref distance, ref nearest, out _);
        return distance;
    }

    /// <summary>Distance of one part.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static F Distance(PartRecord* part, float* data, F x, F y, F z)
    {
        F d = Smooth(part, data, ref x, ref y, ref z);
        return part->Displacement >= 0 ? d - Reliefs<F, I, M>.Height(part, data, x, y, z) : d;
    }

    /// <summary>Distance of one part without its relief, and the place in its frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Smooth(PartRecord* part, float* data, ref F x, ref F y, ref F z)
    {
        F px = F.Fma(x, part->Xx, F.Fma(y, part->Xy, F.Fma(z, part->Xz, part->Xw)));
        F py = F.Fma(x, part->Yx, F.Fma(y, part->Yy, F.Fma(z, part->Yz, part->Yw)));
        F pz = F.Fma(x, part->Zx, F.Fma(y, part->Zy, F.Fma(z, part->Zz, part->Zw)));

        // The last deformation is undone first.
        Deformations<F, I, M>.Undo(in part->Second, ref px, ref py, ref pz);
        Deformations<F, I, M>.Undo(in part->First, ref px, ref py, ref pz);
        x = px;
        y = py;
        z = pz;
        return Primitives<F, I, M>.Distance(part, data, px, py, pz);
    }

    /// <summary>Whether a part may change a distance that is below the limit, given what its own is at least.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Matters(PartRecord* part, float floor, F distance, F limit, M there) => part->Operation switch
    {
        (int)PartOperation.Union => M.Any(there & !((F)floor - F.Min(distance, limit) >= part->SmoothRadius)),
        (int)PartOperation.Difference => M.Any(there & (distance < limit) & !(distance + floor >= part->SmoothRadius)),
        _ => true,
    };

    /// <summary>
    /// Smooth minima and maxima are the quadratic ones with support of the smooth radius, so outside of it the result is the hard one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join(PartRecord* part, int index, F d, ref F distance, ref I nearest, out M takesOther)
    {
        bool keepsSmaller = part->Operation == (int)PartOperation.Union;
        F other = part->Operation == (int)PartOperation.Difference ? -d : d;

        takesOther = keepsSmaller ? other < distance : other > distance;
        F blend = F.Max(F.Abs(other - distance) * -1f + part->SmoothRadius, 0f);
        F bulge = blend * blend * part->SmoothFactor;
        F hard = F.Select(takesOther, other, distance);
        distance = keepsSmaller ? hard - bulge : hard + bulge;
        nearest = I.Select(takesOther, index, nearest);
    }
}

/// <summary>Constants of <see cref="SignedDistance{F,I,M}"/>.</summary>
internal static class SignedDistance
{
    /// <summary>What no part reaches: farther than any two points of unit space.</summary>
    public const float Nothing = 16f;
}
