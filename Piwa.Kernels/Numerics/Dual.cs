using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Numerics;

/// <summary>
/// A float with its derivatives by x, y and z (forward-mode automatic differentiation): a kernel body that is run with it gives its
/// gradient too, exactly, from the side that the comparisons take.
/// </summary>
internal readonly unsafe struct Dual<F, I, M>(F value, F dx, F dy, F dz) : IFloat<Dual<F, I, M>, DualInt<F, I, M>, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    public readonly F Value = value;
    public readonly F Dx = dx;
    public readonly F Dy = dy;
    public readonly F Dz = dz;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Dual<F, I, M>(float value) => new(value, 0f, 0f, 0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> operator +(Dual<F, I, M> a, Dual<F, I, M> b) =>
        new(a.Value + b.Value, a.Dx + b.Dx, a.Dy + b.Dy, a.Dz + b.Dz);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> operator -(Dual<F, I, M> a, Dual<F, I, M> b) =>
        new(a.Value - b.Value, a.Dx - b.Dx, a.Dy - b.Dy, a.Dz - b.Dz);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> operator *(Dual<F, I, M> a, Dual<F, I, M> b) => new(
        a.Value * b.Value,
        F.Fma(a.Dx, b.Value, a.Value * b.Dx),
        F.Fma(a.Dy, b.Value, a.Value * b.Dy),
        F.Fma(a.Dz, b.Value, a.Value * b.Dz));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> operator +(Dual<F, I, M> a, float b) => new(a.Value + b, a.Dx, a.Dy, a.Dz);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> operator -(Dual<F, I, M> a, float b) => new(a.Value - b, a.Dx, a.Dy, a.Dz);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> operator *(Dual<F, I, M> a, float b) => new(a.Value * b, a.Dx * b, a.Dy * b, a.Dz * b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> operator /(Dual<F, I, M> a, Dual<F, I, M> b)
    {
        F quotient = a.Value / b.Value;
        F scale = 1f / b.Value;
        return new(
            quotient,
            (a.Dx - quotient * b.Dx) * scale,
            (a.Dy - quotient * b.Dy) * scale,
            (a.Dz - quotient * b.Dz) * scale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> operator -(Dual<F, I, M> a) => new(-a.Value, -a.Dx, -a.Dy, -a.Dz);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static M operator <(Dual<F, I, M> a, Dual<F, I, M> b) => a.Value < b.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static M operator >(Dual<F, I, M> a, Dual<F, I, M> b) => a.Value > b.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static M operator <=(Dual<F, I, M> a, Dual<F, I, M> b) => a.Value <= b.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static M operator >=(Dual<F, I, M> a, Dual<F, I, M> b) => a.Value >= b.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Fma(Dual<F, I, M> a, Dual<F, I, M> b, Dual<F, I, M> c) => new(
        F.Fma(a.Value, b.Value, c.Value),
        F.Fma(a.Dx, b.Value, F.Fma(a.Value, b.Dx, c.Dx)),
        F.Fma(a.Dy, b.Value, F.Fma(a.Value, b.Dy, c.Dy)),
        F.Fma(a.Dz, b.Value, F.Fma(a.Value, b.Dz, c.Dz)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Fma(Dual<F, I, M> a, float b, Dual<F, I, M> c) =>
        new(F.Fma(a.Value, b, c.Value), F.Fma(a.Dx, b, c.Dx), F.Fma(a.Dy, b, c.Dy), F.Fma(a.Dz, b, c.Dz));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Fma(Dual<F, I, M> a, float b, float c) => new(F.Fma(a.Value, b, c), a.Dx * b, a.Dy * b, a.Dz * b);

    /// <summary>At zero, where the slope is infinite, the derivatives are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Sqrt(Dual<F, I, M> a)
    {
        const float Tiny = 1e-18f;
        F root = F.Sqrt(a.Value);
        F slope = F.Select(root > Tiny, 0.5f / F.Max(root, Tiny), 0f);
        return new(root, a.Dx * slope, a.Dy * slope, a.Dz * slope);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Abs(Dual<F, I, M> a) => Select(a.Value < 0f, -a, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Min(Dual<F, I, M> a, Dual<F, I, M> b) => Select(a.Value < b.Value, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Max(Dual<F, I, M> a, Dual<F, I, M> b) => Select(a.Value > b.Value, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Floor(Dual<F, I, M> a) => new(F.Floor(a.Value), 0f, 0f, 0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Log2(Dual<F, I, M> a)
    {
        const float Log2E = 1.44269504088896341f;
        F slope = (F)Log2E / a.Value;
        return new(F.Log2(a.Value), a.Dx * slope, a.Dy * slope, a.Dz * slope);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SinCos(Dual<F, I, M> x, out Dual<F, I, M> sine, out Dual<F, I, M> cosine) => Elementary<Dual<F, I, M>, DualInt<F, I, M>, M>.SinCos(x, out sine, out cosine);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Atan2(Dual<F, I, M> y, Dual<F, I, M> x) => Elementary<Dual<F, I, M>, DualInt<F, I, M>, M>.Atan2(y, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Pow(Dual<F, I, M> x, Dual<F, I, M> y) => Elementary<Dual<F, I, M>, DualInt<F, I, M>, M>.Pow(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> GradientNoise(Dual<F, I, M> x, Dual<F, I, M> y, Dual<F, I, M> z, int seed)
    {
        F noise = F.SlopedGradientNoise(x.Value, y.Value, z.Value, seed, out F slopeX, out F slopeY, out F slopeZ);
        return Chain(noise, slopeX, slopeY, slopeZ, in x, in y, in z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> SlopedGradientNoise(
        Dual<F, I, M> x, Dual<F, I, M> y, Dual<F, I, M> z, int seed, out Dual<F, I, M> slopeX, out Dual<F, I, M> slopeY, out Dual<F, I, M> slopeZ) =>
        Noise<Dual<F, I, M>, DualInt<F, I, M>, M>.GradientWithSlopes(x, y, z, seed, out slopeX, out slopeY, out slopeZ);

    /// <remarks>A pixel's size has no slope.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> OctaveNoise(
        Dual<F, I, M> x, Dual<F, I, M> y, Dual<F, I, M> z, int seed, int octaves, Dual<F, I, M> footprint, bool isRidged)
    {
        F noise = Octaves<F, I, M>.SumWithSlopes(
            x.Value, y.Value, z.Value, seed, octaves, footprint.Value, isRidged, out F slopeX, out F slopeY, out F slopeZ);
        return Chain(noise, slopeX, slopeY, slopeZ, in x, in y, in z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CellNoise(
        Dual<F, I, M> x, Dual<F, I, M> y, Dual<F, I, M> z, int seed, out Dual<F, I, M> nearest, out Dual<F, I, M> second, out DualInt<F, I, M> bits)
    {
        Noise<F, I, M>.Cells(x.Value, y.Value, z.Value, seed, out CellPoint<F, I, M> first, out CellPoint<F, I, M> next, out I hash);
        nearest = Away(in first, in x, in y, in z);
        second = Away(in next, in x, in y, in z);
        bits = new(hash);
    }

    /// <summary>A function of three values, by the chain rule.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Dual<F, I, M> Chain(
        F value, F slopeX, F slopeY, F slopeZ, in Dual<F, I, M> x, in Dual<F, I, M> y, in Dual<F, I, M> z) => new(
        value,
        F.Fma(slopeX, x.Dx, F.Fma(slopeY, y.Dx, slopeZ * z.Dx)),
        F.Fma(slopeX, x.Dy, F.Fma(slopeY, y.Dy, slopeZ * z.Dy)),
        F.Fma(slopeX, x.Dz, F.Fma(slopeY, y.Dz, slopeZ * z.Dz)));

    /// <summary>The distance to a point grows away from it; at the point itself it has no slope.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Dual<F, I, M> Away(in CellPoint<F, I, M> point, in Dual<F, I, M> x, in Dual<F, I, M> y, in Dual<F, I, M> z)
    {
        const float Tiny = 1e-18f;
        F scale = -1f / F.Max(point.Distance, Tiny);
        return Chain(point.Distance, point.X * scale, point.Y * scale, point.Z * scale, in x, in y, in z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Select(M mask, Dual<F, I, M> yes, Dual<F, I, M> no) => new(
        F.Select(mask, yes.Value, no.Value),
        F.Select(mask, yes.Dx, no.Dx),
        F.Select(mask, yes.Dy, no.Dy),
        F.Select(mask, yes.Dz, no.Dz));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> FromInt(DualInt<F, I, M> value) => new(F.FromInt(value.Value), 0f, 0f, 0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> FromBits(DualInt<F, I, M> bits) => new(F.FromBits(bits.Value), 0f, 0f, 0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Load(float* source) => new(F.Load(source), 0f, 0f, 0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, Dual<F, I, M> value) => F.Store(target, value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> LoadBlock(float* source, int stride) => new(F.LoadBlock(source, stride), 0f, 0f, 0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBlock(float* target, int stride, Dual<F, I, M> value) => F.StoreBlock(target, stride, value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Gather(float* source, DualInt<F, I, M> index) => new(F.Gather(source, index.Value), 0f, 0f, 0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void GatherPair(float* source, DualInt<F, I, M> index, out Dual<F, I, M> first, out Dual<F, I, M> second)
    {
        F.GatherPair(source, index.Value, out F one, out F other);
        first = new(one, 0f, 0f, 0f);
        second = new(other, 0f, 0f, 0f);
    }
}

/// <summary>The integer that goes with <see cref="Dual{F,I,M}"/>: the plain one.</summary>
internal readonly unsafe struct DualInt<F, I, M>(I value) : IInt<Dual<F, I, M>, DualInt<F, I, M>, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    public readonly I Value = value;

    public static int Width => I.Width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator DualInt<F, I, M>(int value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> operator +(DualInt<F, I, M> a, DualInt<F, I, M> b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> operator -(DualInt<F, I, M> a, DualInt<F, I, M> b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> operator *(DualInt<F, I, M> a, DualInt<F, I, M> b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> operator &(DualInt<F, I, M> a, DualInt<F, I, M> b) => new(a.Value & b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> operator |(DualInt<F, I, M> a, DualInt<F, I, M> b) => new(a.Value | b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> operator ^(DualInt<F, I, M> a, DualInt<F, I, M> b) => new(a.Value ^ b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> operator <<(DualInt<F, I, M> a, int count) => new(a.Value << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> operator >>(DualInt<F, I, M> a, int count) => new(a.Value >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> operator >>>(DualInt<F, I, M> a, int count) => new(a.Value >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static M operator <(DualInt<F, I, M> a, DualInt<F, I, M> b) => a.Value < b.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static M operator >(DualInt<F, I, M> a, DualInt<F, I, M> b) => a.Value > b.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static M Equal(DualInt<F, I, M> a, DualInt<F, I, M> b) => I.Equal(a.Value, b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> Min(DualInt<F, I, M> a, DualInt<F, I, M> b) => new(I.Min(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> Max(DualInt<F, I, M> a, DualInt<F, I, M> b) => new(I.Max(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> Select(M mask, DualInt<F, I, M> yes, DualInt<F, I, M> no) => new(I.Select(mask, yes.Value, no.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> Sequence(int start) => new(I.Sequence(start));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> Truncate(Dual<F, I, M> value) => new(I.Truncate(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> FromBits(Dual<F, I, M> value) => new(I.FromBits(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int First(M mask, DualInt<F, I, M> value) => I.First(mask, value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> Load(int* source) => new(I.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int* target, DualInt<F, I, M> value) => I.Store(target, value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ushort* target, DualInt<F, I, M> value) => I.Store(target, value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> LoadBlock(int* source, int stride) => new(I.LoadBlock(source, stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBlock(int* target, int stride, DualInt<F, I, M> value) => I.StoreBlock(target, stride, value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> Gather(int* source, DualInt<F, I, M> index) => new(I.Gather(source, index.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> Gather(ushort* source, DualInt<F, I, M> index) => new(I.Gather(source, index.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DualInt<F, I, M> Gather(byte* source, DualInt<F, I, M> index) => new(I.Gather(source, index.Value));
}
