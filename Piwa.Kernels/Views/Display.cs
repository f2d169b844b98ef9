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
    public const int OpaqueAlpha = unchecked((int)0xFF000000);
    public const int ShiftAlpha = 24;

    /// <summary>Radiance as the display's light, 0 to 1: what samples are averaged in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Rgb<F, I, M> Expose(Rgb<F, I, M> radiance) => new(Film(radiance.R), Film(radiance.G), Film(radiance.B));

    /// <summary>Light of the display, or reflectance, 0 to 1, as sRGB: red in the lowest byte, alpha 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I Encode(Rgb<F, I, M> linear) =>
        Channel(linear.R) | (Channel(linear.G) << ShiftGreen) | (Channel(linear.B) << ShiftBlue);

    /// <remarks>Too long to be inlined three times: the runtime would have no budget left for what is short.</remarks>
    [MethodImpl(Compiled.AtOnce)]
    private static I Channel(F linear)
    {
        const float LargestCode = 255f;
        return I.Truncate(F.Fma(Srgb(linear), LargestCode, 0.5f));
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
