using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Numerics;

/// <summary>
/// All floats from one to another: a kernel body that is run with it says between which bounds its results lie wherever its arguments do
/// (R. E. Moore, "Interval Analysis", 1966).
/// </summary>
/// <remarks>
/// The bounds hold for the body's own rounded results, to the bit: rounding never swaps two numbers, so an operation's bounds are its
/// results at the ends of its arguments. What is no single operation (sines, powers, noise) is bounded with a margin. An integer may be
/// any, see <see cref="IntervalInt{F,I,M}"/>. Ends are finite: what overflows or is no number becomes <see cref="Most"/>.
/// </remarks>
internal readonly unsafe struct Interval<F, I, M>(F low, F high) : IFloat<Interval<F, I, M>, IntervalInt<F, I, M>, IntervalMask<M>>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    public readonly F Low = low;
    public readonly F High = high;

    private const float Most = float.MaxValue;

    /// <summary>More than the error of an elementary function.</summary>
    private const float Margin = 1e-5f;

    /// <summary>More than the relative error of a power.</summary>
    private const float PowerMargin = 1e-3f;

    /// <summary>More than the relative error of some operations.</summary>
    private const float Rounding = 1e-6f;

    /// <summary>Gradient noise is at most half of each of three gradients.</summary>
    private const float NoiseRange = 1.51f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Interval<F, I, M>(float value) => new(value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> operator +(Interval<F, I, M> a, Interval<F, I, M> b) => Finite(a.Low + b.Low, a.High + b.High);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> operator -(Interval<F, I, M> a, Interval<F, I, M> b) => Finite(a.Low - b.High, a.High - b.Low);

    [MethodImpl(Compiled.AtOnce)]
    public static Interval<F, I, M> operator *(Interval<F, I, M> a, Interval<F, I, M> b) =>
        Span(a.Low * b.Low, a.Low * b.High, a.High * b.Low, a.High * b.High);

    /// <summary>Where the divisor may be 0, the quotient may be anything.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static Interval<F, I, M> operator /(Interval<F, I, M> a, Interval<F, I, M> b)
    {
        Interval<F, I, M> span = Span(a.Low / b.Low, a.Low / b.High, a.High / b.Low, a.High / b.High);
        M safe = (b.Low > 0f) | (b.High < 0f);
        return new(F.Select(safe, span.Low, -Most), F.Select(safe, span.High, Most));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> operator +(Interval<F, I, M> a, float b) => Finite(a.Low + b, a.High + b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> operator -(Interval<F, I, M> a, float b) => Finite(a.Low - b, a.High - b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> operator *(Interval<F, I, M> a, float b) =>
        b < 0f ? Finite(a.High * b, a.Low * b) : Finite(a.Low * b, a.High * b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> operator -(Interval<F, I, M> a) => new(-a.High, -a.Low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntervalMask<M> operator <(Interval<F, I, M> a, Interval<F, I, M> b) => new(a.High < b.Low, a.Low < b.High);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntervalMask<M> operator >(Interval<F, I, M> a, Interval<F, I, M> b) => b < a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntervalMask<M> operator <=(Interval<F, I, M> a, Interval<F, I, M> b) => new(a.High <= b.Low, a.Low <= b.High);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntervalMask<M> operator >=(Interval<F, I, M> a, Interval<F, I, M> b) => b <= a;

    [MethodImpl(Compiled.AtOnce)]
    public static Interval<F, I, M> Fma(Interval<F, I, M> a, Interval<F, I, M> b, Interval<F, I, M> c) => Finite(
        F.Min(
            F.Min(F.Fma(a.Low, b.Low, c.Low), F.Fma(a.Low, b.High, c.Low)),
            F.Min(F.Fma(a.High, b.Low, c.Low), F.Fma(a.High, b.High, c.Low))),
        F.Max(
            F.Max(F.Fma(a.Low, b.Low, c.High), F.Fma(a.Low, b.High, c.High)),
            F.Max(F.Fma(a.High, b.Low, c.High), F.Fma(a.High, b.High, c.High))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> Fma(Interval<F, I, M> a, float b, Interval<F, I, M> c) => b < 0f
        ? Finite(F.Fma(a.High, b, c.Low), F.Fma(a.Low, b, c.High))
        : Finite(F.Fma(a.Low, b, c.Low), F.Fma(a.High, b, c.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> Fma(Interval<F, I, M> a, float b, float c) => b < 0f
        ? Finite(F.Fma(a.High, b, c), F.Fma(a.Low, b, c))
        : Finite(F.Fma(a.Low, b, c), F.Fma(a.High, b, c));

    /// <summary>Bodies take no root of a negative number: where the bounds say so, they are too wide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> Sqrt(Interval<F, I, M> a) => new(F.Sqrt(F.Max(a.Low, 0f)), F.Sqrt(F.Max(a.High, 0f)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> Abs(Interval<F, I, M> a) =>
        new(F.Max(F.Max(a.Low, -a.High), 0f), F.Max(F.Abs(a.Low), F.Abs(a.High)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> Min(Interval<F, I, M> a, Interval<F, I, M> b) => new(F.Min(a.Low, b.Low), F.Min(a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> Max(Interval<F, I, M> a, Interval<F, I, M> b) => new(F.Max(a.Low, b.Low), F.Max(a.High, b.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> Floor(Interval<F, I, M> a) => new(F.Floor(a.Low), F.Floor(a.High));

    [MethodImpl(Compiled.AtOnce)]
    public static Interval<F, I, M> Log2(Interval<F, I, M> a)
    {
        const float Least = 1.17549435e-38f;
        F low = F.Log2(F.Max(a.Low, Least)), high = F.Log2(F.Max(a.High, Least));
        return new(low - F.Abs(low) * Margin - Margin, high + F.Abs(high) * Margin + Margin);
    }

    /// <summary>A sine moves by no more than its argument.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void SinCos(Interval<F, I, M> x, out Interval<F, I, M> sine, out Interval<F, I, M> cosine)
    {
        const float Turn = 6.2831853f;
        F reach = F.Min((x.High - x.Low) * 0.5f, Turn), middle = x.Low + reach;
        F.SinCos(middle, out F s, out F c);
        reach = F.Fma(F.Abs(middle), Rounding, reach) + Margin;
        sine = Unit(s, reach);
        cosine = Unit(c, reach);
    }

    /// <summary>Angles turn most at a box's corners, unless the box meets the half line where they leap from pi to -pi.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static Interval<F, I, M> Atan2(Interval<F, I, M> y, Interval<F, I, M> x)
    {
        const float HalfTurn = 3.1415927f;
        F a = F.Atan2(y.Low, x.Low), b = F.Atan2(y.Low, x.High), c = F.Atan2(y.High, x.Low), d = F.Atan2(y.High, x.High);
        Interval<F, I, M> span = Span(a, b, c, d);
        M leaps = (x.Low <= 0f) & (y.Low <= 0f) & (y.High >= 0f);
        return new(F.Select(leaps, -HalfTurn, span.Low) - Margin, F.Select(leaps, HalfTurn, span.High) + Margin);
    }

    /// <summary>A power rises or falls with each of its arguments.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static Interval<F, I, M> Pow(Interval<F, I, M> x, Interval<F, I, M> y)
    {
        Interval<F, I, M> span = Span(F.Pow(x.Low, y.Low), F.Pow(x.Low, y.High), F.Pow(x.High, y.Low), F.Pow(x.High, y.High));
        return new(span.Low * (1f - PowerMargin), F.Min(span.High * (1f + PowerMargin), Most));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> GradientNoise(Interval<F, I, M> x, Interval<F, I, M> y, Interval<F, I, M> z, int seed) =>
        new(-NoiseRange, NoiseRange);

    public static Interval<F, I, M> SlopedGradientNoise(
        Interval<F, I, M> x,
        Interval<F, I, M> y,
        Interval<F, I, M> z,
        int seed,
        out Interval<F, I, M> slopeX,
        out Interval<F, I, M> slopeY,
        out Interval<F, I, M> slopeZ) => throw new NotSupportedException("Bounds of slopes are not known.");

    /// <remarks>No octaves sum up to twice the noise.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> OctaveNoise(
        Interval<F, I, M> x, Interval<F, I, M> y, Interval<F, I, M> z, int seed, int octaves, Interval<F, I, M> footprint, bool isRidged) =>
        new(-2f * NoiseRange, 2f * NoiseRange);

    /// <remarks>Distances begin at 16, squared.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CellNoise(
        Interval<F, I, M> x,
        Interval<F, I, M> y,
        Interval<F, I, M> z,
        int seed,
        out Interval<F, I, M> nearest,
        out Interval<F, I, M> second,
        out IntervalInt<F, I, M> bits)
    {
        nearest = new(0f, 4f);
        second = nearest;
        bits = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> Select(IntervalMask<M> mask, Interval<F, I, M> yes, Interval<F, I, M> no)
    {
        F low = F.Select(mask.May, F.Min(yes.Low, no.Low), no.Low), high = F.Select(mask.May, F.Max(yes.High, no.High), no.High);
        return new(F.Select(mask.Must, yes.Low, low), F.Select(mask.Must, yes.High, high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> FromInt(IntervalInt<F, I, M> value) => new(int.MinValue, int.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> FromBits(IntervalInt<F, I, M> bits) => new(-Most, Most);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> Load(float* source) => new(F.Load(source), F.Load(source));

    /// <summary>Stores the lower ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, Interval<F, I, M> value) => F.Store(target, value.Low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> LoadBlock(float* source, int stride) => new(F.LoadBlock(source, stride), F.LoadBlock(source, stride));

    /// <inheritdoc cref="Store"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBlock(float* target, int stride, Interval<F, I, M> value) => F.StoreBlock(target, stride, value.Low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Interval<F, I, M> Gather(float* source, IntervalInt<F, I, M> index) => new(-Most, Most);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void GatherPair(float* source, IntervalInt<F, I, M> index, out Interval<F, I, M> first, out Interval<F, I, M> second)
    {
        first = Gather(source, index);
        second = first;
    }

    /// <summary>What is no number, an infinity less an infinity, may be anything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Interval<F, I, M> Finite(F low, F high) => new(F.Max(low, -Most), F.Min(high, Most));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Interval<F, I, M> Span(F a, F b, F c, F d) =>
        Finite(F.Min(F.Min(a, b), F.Min(c, d)), F.Max(F.Max(a, b), F.Max(c, d)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Interval<F, I, M> Unit(F middle, F reach)
    {
        // Of arguments out of its range, a sine may be anything; those reach by a turn.
        middle = F.Max(F.Min(middle, 1f), -1f);
        return new(F.Max(middle - reach, -1f - Margin), F.Min(middle + reach, 1f + Margin));
    }
}
