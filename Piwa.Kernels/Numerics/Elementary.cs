using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Numerics;

/// <summary>
/// Sine, cosine, exponential, logarithm and arc tangent out of correctly rounded operations only, so that they give the same bits on
/// every device. The coefficients are those of the Cephes single-precision library (S. Moshier, netlib.org/cephes); the error is
/// at most 2 units in the last place over the stated ranges.
/// </summary>
internal static class Elementary<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    // pi/2 in three parts, the first two with trailing zeros, so that k * part is exact for |k| < 2^13 (Cody and Waite).
    private const float HalfPi1 = 1.5703125f;
    private const float HalfPi2 = 4.837512969970703125e-4f;
    private const float HalfPi3 = 7.54978995489188216e-8f;
    private const float TwoOverPi = 0.636619772367581343f;

    private const float Log2E = 1.44269504088896341f;
    private const float HalfSqrt2 = 0.707106781186547524f;
    private const int ExponentBias = 127;
    private const int MantissaBits = 23;

    /// <summary>Sine and cosine of <paramref name="x"/> radians, |x| &lt; 10,000.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void SinCos(F x, out F sine, out F cosine)
    {
        F quarter = F.Floor(x * TwoOverPi + 0.5f);
        F r = F.Fma(quarter, -HalfPi1, x);
        r = F.Fma(quarter, -HalfPi2, r);
        r = F.Fma(quarter, -HalfPi3, r);

        F z = r * r;
        F s = F.Fma(F.Fma(F.Fma(z, -1.9515295891e-4f, 8.3321608736e-3f), z, -1.6666654611e-1f) * z, r, r);
        F c = F.Fma(F.Fma(F.Fma(z, 2.443315711809948e-5f, -1.388731625493765e-3f), z, 4.166664568298827e-2f) * z, z,
            F.Fma(z, -0.5f, 1f));

        I k = I.Truncate(quarter);
        M swap = I.Equal(k & 1, 1);
        M negateSine = I.Equal(k & 2, 2);
        M negateCosine = I.Equal((k + 1) & 2, 2);
        F ss = F.Select(swap, c, s);
        F cc = F.Select(swap, s, c);
        sine = F.Select(negateSine, -ss, ss);
        cosine = F.Select(negateCosine, -cc, cc);
    }

    /// <inheritdoc cref="SinCos"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Sin(F x)
    {
        F.SinCos(x, out F sine, out _);
        return sine;
    }

    /// <summary>2 to the power of <paramref name="x"/>; the result is clamped to the normal floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Exp2(F x)
    {
        const float LargestExponent = 127f;
        const float SmallestExponent = -126f;
        x = F.Max(F.Min(x, LargestExponent), SmallestExponent);

        F whole = F.Floor(x + 0.5f);
        F f = x - whole;
        F p = F.Fma(f, 1.535336188319500e-4f, 1.339887440266574e-3f);
        p = F.Fma(p, f, 9.618437357674640e-3f);
        p = F.Fma(p, f, 5.550332471162809e-2f);
        p = F.Fma(p, f, 2.402264791363012e-1f);
        p = F.Fma(p, f, 6.931472028550421e-1f);
        p = F.Fma(p, f, 1f);
        return p * F.FromBits((I.Truncate(whole) + ExponentBias) << MantissaBits);
    }

    /// <summary>
    /// Base-2 logarithm of a positive, normal float. Bodies call <see cref="IFloat{F,I,M}.Log2"/>, which differentiates where that is
    /// asked for: this takes the number's bits apart.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Log2(F x)
    {
        const int MantissaMask = (1 << MantissaBits) - 1;
        const int HalfBits = (ExponentBias - 1) << MantissaBits;

        I bits = I.FromBits(x);
        F exponent = F.FromInt((bits >>> MantissaBits) - (ExponentBias - 1));
        F m = F.FromBits((bits & MantissaMask) | HalfBits); // in [0.5, 1)

        M low = m < HalfSqrt2;
        exponent = F.Select(low, exponent - 1f, exponent);
        m = F.Select(low, m + m, m) - 1f;

        F z = m * m;
        F p = F.Fma(m, 7.0376836292e-2f, -1.1514610310e-1f);
        p = F.Fma(p, m, 1.1676998740e-1f);
        p = F.Fma(p, m, -1.2420140846e-1f);
        p = F.Fma(p, m, 1.4249322787e-1f);
        p = F.Fma(p, m, -1.6668057665e-1f);
        p = F.Fma(p, m, 2.0000714765e-1f);
        p = F.Fma(p, m, -2.4999993993e-1f);
        p = F.Fma(p, m, 3.3333331174e-1f);
        F natural = F.Fma(p * m, z, F.Fma(z, -0.5f, m));
        return F.Fma(natural, Log2E, exponent);
    }

    /// <summary><paramref name="x"/> to the power of <paramref name="y"/>, for x &gt; 0; zero for x at or below the smallest normal float.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static F Pow(F x, F y)
    {
        const float SmallestNormal = 1.17549435e-38f;
        F power = Exp2(y * F.Log2(F.Max(x, SmallestNormal)));
        return F.Select(x > SmallestNormal, power, 0f);
    }

    /// <summary>Angle of the vector (x, y) in radians, from -pi to pi; zero for the zero vector.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static F Atan2(F y, F x)
    {
        const float Pi = 3.14159265358979324f;
        const float HalfPi = 1.57079632679489662f;
        const float Tiny = 1e-30f;

        F ax = F.Abs(x);
        F ay = F.Abs(y);
        M steep = ay > ax;
        F small = F.Select(steep, ax, ay);
        F large = F.Max(F.Select(steep, ay, ax), Tiny);
        F t = small / large; // in [0, 1]

        // atan(t) = pi/4 + atan((t - 1) / (t + 1)) above tan(pi/8).
        const float TanEighthPi = 0.414213562373095f;
        const float QuarterPi = 0.785398163397448f;
        M upper = t > TanEighthPi;
        F r = F.Select(upper, (t - 1f) / (t + 1f), t);
        F z = r * r;
        F p = F.Fma(z, 8.05374449538e-2f, -1.38776856032e-1f);
        p = F.Fma(p, z, 1.99777106478e-1f);
        p = F.Fma(p, z, -3.33329491539e-1f);
        F a = F.Fma(p * z, r, r);
        a = F.Select(upper, a + QuarterPi, a);

        a = F.Select(steep, HalfPi - a, a);
        a = F.Select(x < 0f, Pi - a, a);
        return F.Select(y < 0f, -a, a);
    }
}
