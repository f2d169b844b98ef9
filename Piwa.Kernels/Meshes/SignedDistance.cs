using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>The signed distance field of a recipe: its parts, displaced and joined, at as many points as the width.</summary>
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
    public static F Evaluate(PartRecord* parts, int partCount, float* heights, F x, F y, F z, out I partIndex)
    {
        F distance = Nothing;
        I nearest = 0;
        for (int k = 0; k < partCount; k++)
        {
            PartRecord* part = Records.At(parts, k);
            F px = F.Fma(part->Xx, x, F.Fma(part->Xy, y, F.Fma(part->Xz, z, part->Xw)));
            F py = F.Fma(part->Yx, x, F.Fma(part->Yy, y, F.Fma(part->Yz, z, part->Yw)));
            F pz = F.Fma(part->Zx, x, F.Fma(part->Zy, y, F.Fma(part->Zz, z, part->Zw)));
            F d = Primitives<F, I, M>.Distance(part, px, py, pz);
            if (part->HeightOffset >= 0)
                d = d - HeightFields<F, I, M>.Height(part, heights, px, py, pz);

            Join(part, k, d, ref distance, ref nearest);
            if (part->ShellThickness > 0f)
                distance = F.Max(distance, -distance - part->ShellThickness);
        }

        partIndex = nearest;
        return distance;
    }

    /// <summary>
    /// Smooth minima and maxima are the quadratic ones with support of the smooth radius, so outside of it the result is the hard one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join(PartRecord* part, int index, F d, ref F distance, ref I nearest)
    {
        bool keepsSmaller = part->Operation == (int)PartOperation.Union;
        F other = part->Operation == (int)PartOperation.Difference ? -d : d;

        M takesOther = keepsSmaller ? other < distance : other > distance;
        F blend = F.Max(F.Abs(other - distance) * -1f + part->SmoothRadius, 0f);
        F bulge = blend * blend * part->SmoothFactor;
        F hard = F.Select(takesOther, other, distance);
        distance = keepsSmaller ? hard - bulge : hard + bulge;
        nearest = I.Select(takesOther, index, nearest);
    }
}
