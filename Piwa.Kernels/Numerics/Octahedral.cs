using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Numerics;

/// <summary>
/// Directions in two bytes: the unit sphere projected to an octahedron and unfolded to a square (Q. Meyer et al., "On floating-point
/// normal vectors", EGSR 2010). The low byte is u, the high byte v, each 0 to 254 for -1 to 1; the mean error is 0.5 degrees.
/// </summary>
internal static class Octahedral<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Half of the largest code: an even number of steps, so that the axes have exact codes.</summary>
    private const float Half = 127f;

    private const int HighByte = 8;

    /// <summary>The code of a vector of any length but zero; zero gives +z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I Encode(F x, F y, F z)
    {
        const float Tiny = 1e-20f;
        F sum = F.Abs(x) + F.Abs(y) + F.Abs(z);
        F scale = 1f / F.Max(sum, Tiny);
        F u = x * scale, v = y * scale;
        F foldedU = F.Select(u < 0f, F.Abs(v) - 1f, 1f - F.Abs(v));
        F foldedV = F.Select(v < 0f, F.Abs(u) - 1f, 1f - F.Abs(u));
        M lower = z < 0f;
        return Step(F.Select(lower, foldedU, u)) | (Step(F.Select(lower, foldedV, v)) << HighByte);
    }

    /// <summary>The vector of a code, not normalised: its components' magnitudes sum to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Decode(I code, out F x, out F y, out F z)
    {
        const float Scale = 1f / Half;
        F u = F.FromInt(code & 0xFF) * Scale - 1f;
        F v = F.FromInt((code >>> HighByte) & 0xFF) * Scale - 1f;
        z = (F)1f - F.Abs(u) - F.Abs(v);
        F fold = F.Max(-z, 0f);
        x = F.Select(u < 0f, u + fold, u - fold);
        y = F.Select(v < 0f, v + fold, v - fold);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static I Step(F value) => I.Truncate(F.Fma(value, Half, Half + 0.5f));
}
