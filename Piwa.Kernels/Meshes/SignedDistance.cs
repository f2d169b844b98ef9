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
    /// <summary>What no part reaches: farther than any two points of unit space.</summary>
    private const float Nothing = 16f;

    /// <summary>
    /// Distance at (x, y, z) in unit space: negative inside. <paramref name="partIndex"/> is the part whose surface is nearest, in
    /// the sense of the program: the one that decided the result.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static F Evaluate(PartRecord* parts, int partCount, float* data, F x, F y, F z, out I partIndex)
    {
        F distance = Nothing;
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

    /// <summary>The part that decides at (x, y, z), the one that comes next, and by how much it misses.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Contend(PartRecord* parts, int partCount, float* data, F x, F y, F z, out I first, out I second, out F margin)
    {
        F distance = Nothing;
        first = 0;
        second = 0;
        margin = Nothing;
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

    /// <summary>Distance of one part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static F Distance(PartRecord* part, float* data, F x, F y, F z)
    {
        F px = F.Fma(x, part->Xx, F.Fma(y, part->Xy, F.Fma(z, part->Xz, part->Xw)));
        F py = F.Fma(x, part->Yx, F.Fma(y, part->Yy, F.Fma(z, part->Yz, part->Yw)));
        F pz = F.Fma(x, part->Zx, F.Fma(y, part->Zy, F.Fma(z, part->Zz, part->Zw)));

        // The last deformation is undone first.
        Deformations<F, I, M>.Undo(in part->Second, ref px, ref py, ref pz);
        Deformations<F, I, M>.Undo(in part->First, ref px, ref py, ref pz);
        F d = Primitives<F, I, M>.Distance(part, data, px, py, pz);
        return part->Displacement >= 0 ? d - Reliefs<F, I, M>.Height(part, data, px, py, pz) : d;
    }

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
