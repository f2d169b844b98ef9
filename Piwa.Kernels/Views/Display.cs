using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>From scene radiance to what an image file holds: a filmic curve, the sRGB transfer function, 8 bits.</summary>
internal static class Display<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    private const int ShiftGreen = 8;
    private const int ShiftBlue = 16;
    private const int OpaqueAlpha = unchecked((int)0xFF000000);

    /// <summary>Opaque pixels, red in the lowest byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I Encode(Rgb<F, I, M> radiance) =>
        Channel(radiance.R) | (Channel(radiance.G) << ShiftGreen) | (Channel(radiance.B) << ShiftBlue) | OpaqueAlpha;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static I Channel(F radiance)
    {
        const float LargestCode = 255f;
        return I.Truncate(F.Fma(Srgb(Film(radiance)), LargestCode, 0.5f));
    }

    /// <summary>Curve by K. Narkowicz, "ACES filmic tone mapping curve" (2015); 0 to 0, large values to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Film(F x)
    {
        F mapped = x * F.Fma(x, 2.51f, 0.03f) / F.Fma(x, F.Fma(x, 2.43f, 0.59f), 0.14f);
        return F.Max(F.Min(mapped, 1f), 0f);
    }

    /// <summary>IEC 61966-2-1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Srgb(F linear)
    {
        const float Knee = 0.0031308f;
        F power = Elementary<F, I, M>.Pow(F.Max(linear, Knee), 1f / 2.4f);
        return F.Select(linear > Knee, F.Fma(power, 1.055f, -0.055f), linear * 12.92f);
    }
}
