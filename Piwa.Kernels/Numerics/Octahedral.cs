using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Numerics;

/// <summary>
/// Directions as two numbers: the unit sphere projected to an octahedron and unfolded to a square (Q. Meyer et al., "On
/// floating-point normal vectors", EGSR 2010).
/// </summary>
/// <remarks>
/// Two forms. Bytes, as files hold them: low byte u, high byte v, each 0 to 254 for -1 to 1; mean error half a degree. Words, as
/// shading uses them: low word u, high word v, each 0 to 65,534.
/// </remarks>
internal static class Octahedral<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    // Half of the largest code: the number of steps is even, so that the axes have exact codes.
    private const float HalfByte = 127f;
    private const float HalfWord = 32767f;

    private const int ByteBits = 8;
    private const int WordBits = 16;

    /// <summary>The byte form of a vector of any length but zero; zero gives +z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I EncodeBytes(F x, F y, F z)
    {
        Unfold(x, y, z, out F u, out F v);
        return Step(u, HalfByte) | (Step(v, HalfByte) << ByteBits);
    }

    /// <summary>The word form of a vector of any length but zero; zero gives +z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I EncodeWords(F x, F y, F z)
    {
        Unfold(x, y, z, out F u, out F v);
        return Step(u, HalfWord) | (Step(v, HalfWord) << WordBits);
    }

    /// <summary>The vector of a byte form, not normalised: its components' magnitudes sum to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void DecodeBytes(I code, out F x, out F y, out F z) =>
        Fold(code & 0xFF, (code >>> ByteBits) & 0xFF, 1f / HalfByte, out x, out y, out z);

    /// <inheritdoc cref="DecodeBytes"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void DecodeWords(I code, out F x, out F y, out F z) =>
        Fold(code & 0xFFFF, code >>> WordBits, 1f / HalfWord, out x, out y, out z);

    /// <summary>The byte form of a word form: the nearest step of each coordinate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I WordsToBytes(I code)
    {
        const float Ratio = HalfByte / HalfWord;
        I u = I.Truncate(F.FromInt(code & 0xFFFF) * Ratio + 0.5f);
        I v = I.Truncate(F.FromInt(code >>> WordBits) * Ratio + 0.5f);
        return u | (v << ByteBits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Unfold(F x, F y, F z, out F u, out F v)
    {
        const float Tiny = 1e-20f;
        F scale = 1f / F.Max(F.Abs(x) + F.Abs(y) + F.Abs(z), Tiny);
        F a = x * scale, b = y * scale;
        M lower = z < 0f;
        u = F.Select(lower, F.Select(a < 0f, F.Abs(b) - 1f, 1f - F.Abs(b)), a);
        v = F.Select(lower, F.Select(b < 0f, F.Abs(a) - 1f, 1f - F.Abs(a)), b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fold(I codeU, I codeV, float step, out F x, out F y, out F z)
    {
        F u = F.FromInt(codeU) * step - 1f;
        F v = F.FromInt(codeV) * step - 1f;
        z = (F)1f - F.Abs(u) - F.Abs(v);
        F fold = F.Max(-z, 0f);
        x = F.Select(u < 0f, u + fold, u - fold);
        y = F.Select(v < 0f, v + fold, v - fold);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static I Step(F value, float half) => I.Truncate(F.Fma(value, half, (F)half + 0.5f));
}
