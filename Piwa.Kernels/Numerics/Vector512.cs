using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piwa.Kernels.Numerics;

/// <summary>Sixteen floats in a 512-bit register: AVX-512F.</summary>
internal readonly unsafe struct FloatX16(Vector512<float> value) : IFloat<FloatX16, IntX16, MaskX16>
{
    public readonly Vector512<float> Value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator FloatX16(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 operator +(FloatX16 a, FloatX16 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 operator -(FloatX16 a, FloatX16 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 operator *(FloatX16 a, FloatX16 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 operator +(FloatX16 a, float b) => new(a.Value + Vector512.Create(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 operator -(FloatX16 a, float b) => new(a.Value - Vector512.Create(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 operator *(FloatX16 a, float b) => new(a.Value * Vector512.Create(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 operator /(FloatX16 a, FloatX16 b) => new(a.Value / b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 operator -(FloatX16 a) => new(a.Value ^ Vector512.Create(-0f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX16 operator <(FloatX16 a, FloatX16 b) => new(Vector512.LessThan(a.Value, b.Value).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX16 operator >(FloatX16 a, FloatX16 b) => new(Vector512.GreaterThan(a.Value, b.Value).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX16 operator <=(FloatX16 a, FloatX16 b) => new(Vector512.LessThanOrEqual(a.Value, b.Value).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX16 operator >=(FloatX16 a, FloatX16 b) => new(Vector512.GreaterThanOrEqual(a.Value, b.Value).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 Fma(FloatX16 a, FloatX16 b, FloatX16 c) => new(Vector512.FusedMultiplyAdd(a.Value, b.Value, c.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 Fma(FloatX16 a, float b, FloatX16 c) => new(Vector512.FusedMultiplyAdd(a.Value, Vector512.Create(b), c.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 Fma(FloatX16 a, float b, float c) => new(Vector512.FusedMultiplyAdd(a.Value, Vector512.Create(b), Vector512.Create(c)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 Sqrt(FloatX16 a) => new(Vector512.Sqrt(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 Abs(FloatX16 a) => new(Vector512.Abs(a.Value));

    /// <remarks>The x86 instruction returns the second operand for NaNs and for zeros of either sign, as the comparison does.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 Min(FloatX16 a, FloatX16 b) => new(Avx512F.IsSupported
        ? Avx512F.Min(a.Value, b.Value)
        : Vector512.ConditionalSelect(Vector512.LessThan(a.Value, b.Value), a.Value, b.Value));

    /// <remarks>The x86 instruction returns the second operand for NaNs and for zeros of either sign, as the comparison does.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 Max(FloatX16 a, FloatX16 b) => new(Avx512F.IsSupported
        ? Avx512F.Max(a.Value, b.Value)
        : Vector512.ConditionalSelect(Vector512.GreaterThan(a.Value, b.Value), a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 Floor(FloatX16 a) => new(Vector512.Floor(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 Log2(FloatX16 a) => Elementary<FloatX16, IntX16, MaskX16>.Log2(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SinCos(FloatX16 x, out FloatX16 sine, out FloatX16 cosine) => Elementary<FloatX16, IntX16, MaskX16>.SinCos(x, out sine, out cosine);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 Atan2(FloatX16 y, FloatX16 x) => Elementary<FloatX16, IntX16, MaskX16>.Atan2(y, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 Pow(FloatX16 x, FloatX16 y) => Elementary<FloatX16, IntX16, MaskX16>.Pow(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 GradientNoise(FloatX16 x, FloatX16 y, FloatX16 z, int seed) => Noise512.Gradient(x, y, z, seed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 SlopedGradientNoise(FloatX16 x, FloatX16 y, FloatX16 z, int seed, out FloatX16 slopeX, out FloatX16 slopeY, out FloatX16 slopeZ) =>
        Noise512.GradientWithSlopes(x, y, z, seed, out slopeX, out slopeY, out slopeZ);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 OctaveNoise(FloatX16 x, FloatX16 y, FloatX16 z, int seed, int octaves, FloatX16 footprint, bool isRidged) =>
        Octaves<FloatX16, IntX16, MaskX16>.Sum(x, y, z, seed, octaves, footprint, isRidged);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CellNoise(FloatX16 x, FloatX16 y, FloatX16 z, int seed, out FloatX16 nearest, out FloatX16 second, out IntX16 bits)
    {
        Noise<FloatX16, IntX16, MaskX16>.Cells(x, y, z, seed, out CellPoint<FloatX16, IntX16, MaskX16> first, out CellPoint<FloatX16, IntX16, MaskX16> next, out bits);
        nearest = first.Distance;
        second = next.Distance;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 Select(MaskX16 mask, FloatX16 yes, FloatX16 no) => new(Vector512.ConditionalSelect(mask.Value.AsSingle(), yes.Value, no.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 FromInt(IntX16 value) => new(Vector512.ConvertToSingle(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 FromBits(IntX16 bits) => new(bits.Value.AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, FloatX16 value) => value.Value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 LoadBlock(float* source, int stride) => new(Halves.Join(
        Vector256.Create(Vector128.Load(source), Vector128.Load(source + stride)),
        Vector256.Create(Vector128.Load(source + (2 * stride)), Vector128.Load(source + (3 * stride)))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBlock(float* target, int stride, FloatX16 value)
    {
        Vector256<float> upper = value.Value.GetLower(), lower = value.Value.GetUpper();
        upper.GetLower().Store(target);
        upper.GetUpper().Store(target + stride);
        lower.GetLower().Store(target + (2 * stride));
        lower.GetUpper().Store(target + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX16 Gather(float* source, IntX16 index)
    {
        if (Avx2.IsSupported)
            return new(Halves.Join(Avx2.GatherVector256(source, index.Value.GetLower(), 4), Avx2.GatherVector256(source, index.Value.GetUpper(), 4)));

        float* values = stackalloc float[16];
        for (int i = 0; i < 16; i++)
            values[i] = source[index.Value[i]];
        return Load(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void GatherPair(float* source, IntX16 index, out FloatX16 first, out FloatX16 second)
    {
        if (Avx512F.IsSupported)
        {
            Vector256<int> lower = index.Value.GetLower(), upper = index.Value.GetUpper();
            Vector512<int> pairs = Halves.Join(
                Avx2.GatherVector256((long*)source, lower.GetLower(), 4), Avx2.GatherVector256((long*)source, lower.GetUpper(), 4)).AsInt32();
            Vector512<int> others = Halves.Join(
                Avx2.GatherVector256((long*)source, upper.GetLower(), 4), Avx2.GatherVector256((long*)source, upper.GetUpper(), 4)).AsInt32();
            Vector512<int> even = Vector512<int>.Indices << 1;
            first = new(Avx512F.PermuteVar16x32x2(pairs, even, others).AsSingle());
            second = new(Avx512F.PermuteVar16x32x2(pairs, even | Vector512<int>.One, others).AsSingle());
            return;
        }

        first = Gather(source, index);
        second = Gather(source, index + 1);
    }
}

/// <summary>Sixteen 32-bit integers.</summary>
internal readonly unsafe struct IntX16(Vector512<int> value) : IInt<FloatX16, IntX16, MaskX16>
{
    public readonly Vector512<int> Value = value;

    public static int Width => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator IntX16(int value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 operator +(IntX16 a, IntX16 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 operator -(IntX16 a, IntX16 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 operator *(IntX16 a, IntX16 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 operator &(IntX16 a, IntX16 b) => new(a.Value & b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 operator |(IntX16 a, IntX16 b) => new(a.Value | b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 operator ^(IntX16 a, IntX16 b) => new(a.Value ^ b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 operator <<(IntX16 a, int count) => new(a.Value << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 operator >>(IntX16 a, int count) => new(a.Value >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 operator >>>(IntX16 a, int count) => new(a.Value >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX16 operator <(IntX16 a, IntX16 b) => new(Vector512.LessThan(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX16 operator >(IntX16 a, IntX16 b) => new(Vector512.GreaterThan(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX16 Equal(IntX16 a, IntX16 b) => new(Vector512.Equals(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 Min(IntX16 a, IntX16 b) => new(Vector512.Min(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 Max(IntX16 a, IntX16 b) => new(Vector512.Max(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 Select(MaskX16 mask, IntX16 yes, IntX16 no) => new(Vector512.ConditionalSelect(mask.Value, yes.Value, no.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 Sequence(int start) => new(Vector512<int>.Indices + Vector512.Create(start));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 Truncate(FloatX16 value)
    {
        FloatX16 safe = FloatX16.Max(FloatX16.Min(value, FloatRange.LargestBelowTwoTo31), FloatRange.MinusTwoTo31);
        return new(Vector512.ConvertToInt32Native(safe.Value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 FromBits(FloatX16 value) => new(value.Value.AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int First(MaskX16 mask, IntX16 value) => value.Value[BitOperations.TrailingZeroCount(MaskX16.Bits(mask))];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 Load(int* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int* target, IntX16 value) => value.Value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ushort* target, IntX16 value) => Vector256.Narrow(value.Value.GetLower().AsUInt32(), value.Value.GetUpper().AsUInt32()).Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 LoadBlock(int* source, int stride) => new(Halves.Join(
        Vector256.Create(Vector128.Load(source), Vector128.Load(source + stride)),
        Vector256.Create(Vector128.Load(source + (2 * stride)), Vector128.Load(source + (3 * stride)))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBlock(int* target, int stride, IntX16 value)
    {
        Vector256<int> upper = value.Value.GetLower(), lower = value.Value.GetUpper();
        upper.GetLower().Store(target);
        upper.GetUpper().Store(target + stride);
        lower.GetLower().Store(target + (2 * stride));
        lower.GetUpper().Store(target + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 Gather(int* source, IntX16 index)
    {
        if (Avx2.IsSupported)
            return new(Halves.Join(Avx2.GatherVector256(source, index.Value.GetLower(), 4), Avx2.GatherVector256(source, index.Value.GetUpper(), 4)));

        int* values = stackalloc int[16];
        for (int i = 0; i < 16; i++)
            values[i] = source[index.Value[i]];
        return Load(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 Gather(ushort* source, IntX16 index)
    {
        if (Avx2.IsSupported)
            return new(Halves.Join(Avx2.GatherVector256((int*)source, index.Value.GetLower(), 2), Avx2.GatherVector256((int*)source, index.Value.GetUpper(), 2)) & Vector512.Create(0xFFFF));

        int* values = stackalloc int[16];
        for (int i = 0; i < 16; i++)
            values[i] = source[index.Value[i]];
        return Load(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX16 Gather(byte* source, IntX16 index)
    {
        if (Avx2.IsSupported)
            return new(Halves.Join(Avx2.GatherVector256((int*)source, index.Value.GetLower(), 1), Avx2.GatherVector256((int*)source, index.Value.GetUpper(), 1)) & Vector512.Create(0xFF));

        int* values = stackalloc int[16];
        for (int i = 0; i < 16; i++)
            values[i] = source[index.Value[i]];
        return Load(values);
    }
}

/// <summary>Sixteen truth values: all bits of an element are set, or none.</summary>
internal readonly struct MaskX16(Vector512<int> value) : IMask<MaskX16>
{
    public readonly Vector512<int> Value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator MaskX16(bool value) => new(Vector512.Create(value ? -1 : 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX16 operator &(MaskX16 a, MaskX16 b) => new(a.Value & b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX16 operator |(MaskX16 a, MaskX16 b) => new(a.Value | b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX16 operator ^(MaskX16 a, MaskX16 b) => new(a.Value ^ b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX16 operator !(MaskX16 a) => new(~a.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(MaskX16 mask) => Bits(mask) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(MaskX16 mask) => (uint)mask.Value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX16 FirstN(int count) => new(Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)));
}

/// <summary>Halves of 512 bits.</summary>
internal static class Halves
{
    /// <summary>Both halves. <c>Vector512.Create</c> puts each of them into a register that it has loaded before, from anywhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Join<T>(Vector256<T> lower, Vector256<T> upper) => lower.ToVector512Unsafe().WithUpper(upper);
}
