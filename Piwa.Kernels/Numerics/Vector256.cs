using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piwa.Kernels.Numerics;

/// <summary>Eight floats in a 256-bit register: AVX2 with FMA.</summary>
internal readonly unsafe struct FloatX8(Vector256<float> value) : IFloat<FloatX8, IntX8, MaskX8>
{
    public readonly Vector256<float> Value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator FloatX8(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 operator +(FloatX8 a, FloatX8 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 operator -(FloatX8 a, FloatX8 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 operator *(FloatX8 a, FloatX8 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 operator +(FloatX8 a, float b) => new(a.Value + Vector256.Create(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 operator -(FloatX8 a, float b) => new(a.Value - Vector256.Create(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 operator *(FloatX8 a, float b) => new(a.Value * Vector256.Create(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 operator /(FloatX8 a, FloatX8 b) => new(a.Value / b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 operator -(FloatX8 a) => new(a.Value ^ Vector256.Create(-0f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX8 operator <(FloatX8 a, FloatX8 b) => new(Vector256.LessThan(a.Value, b.Value).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX8 operator >(FloatX8 a, FloatX8 b) => new(Vector256.GreaterThan(a.Value, b.Value).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX8 operator <=(FloatX8 a, FloatX8 b) => new(Vector256.LessThanOrEqual(a.Value, b.Value).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX8 operator >=(FloatX8 a, FloatX8 b) => new(Vector256.GreaterThanOrEqual(a.Value, b.Value).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 Fma(FloatX8 a, FloatX8 b, FloatX8 c) => new(Vector256.FusedMultiplyAdd(a.Value, b.Value, c.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 Fma(FloatX8 a, float b, FloatX8 c) => new(Vector256.FusedMultiplyAdd(a.Value, Vector256.Create(b), c.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 Fma(FloatX8 a, float b, float c) => new(Vector256.FusedMultiplyAdd(a.Value, Vector256.Create(b), Vector256.Create(c)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 Sqrt(FloatX8 a) => new(Vector256.Sqrt(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 Abs(FloatX8 a) => new(Vector256.Abs(a.Value));

    /// <remarks>The x86 instruction returns the second operand for NaNs and for zeros of either sign, as the comparison does.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 Min(FloatX8 a, FloatX8 b) => new(Avx.IsSupported
        ? Avx.Min(a.Value, b.Value)
        : Vector256.ConditionalSelect(Vector256.LessThan(a.Value, b.Value), a.Value, b.Value));

    /// <remarks>The x86 instruction returns the second operand for NaNs and for zeros of either sign, as the comparison does.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 Max(FloatX8 a, FloatX8 b) => new(Avx.IsSupported
        ? Avx.Max(a.Value, b.Value)
        : Vector256.ConditionalSelect(Vector256.GreaterThan(a.Value, b.Value), a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 Floor(FloatX8 a) => new(Vector256.Floor(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 Log2(FloatX8 a) => Elementary<FloatX8, IntX8, MaskX8>.Log2(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SinCos(FloatX8 x, out FloatX8 sine, out FloatX8 cosine) => Elementary<FloatX8, IntX8, MaskX8>.SinCos(x, out sine, out cosine);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 Atan2(FloatX8 y, FloatX8 x) => Elementary<FloatX8, IntX8, MaskX8>.Atan2(y, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 Pow(FloatX8 x, FloatX8 y) => Elementary<FloatX8, IntX8, MaskX8>.Pow(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 GradientNoise(FloatX8 x, FloatX8 y, FloatX8 z, int seed) => Noise<FloatX8, IntX8, MaskX8>.Gradient(x, y, z, seed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 SlopedGradientNoise(FloatX8 x, FloatX8 y, FloatX8 z, int seed, out FloatX8 slopeX, out FloatX8 slopeY, out FloatX8 slopeZ) =>
        Noise<FloatX8, IntX8, MaskX8>.GradientWithSlopes(x, y, z, seed, out slopeX, out slopeY, out slopeZ);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 OctaveNoise(FloatX8 x, FloatX8 y, FloatX8 z, int seed, int octaves, FloatX8 footprint, bool isRidged) =>
        Octaves<FloatX8, IntX8, MaskX8>.Sum(x, y, z, seed, octaves, footprint, isRidged);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CellNoise(FloatX8 x, FloatX8 y, FloatX8 z, int seed, out FloatX8 nearest, out FloatX8 second, out IntX8 bits)
    {
        Noise<FloatX8, IntX8, MaskX8>.Cells(x, y, z, seed, out CellPoint<FloatX8, IntX8, MaskX8> first, out CellPoint<FloatX8, IntX8, MaskX8> next, out bits);
        nearest = first.Distance;
        second = next.Distance;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 Select(MaskX8 mask, FloatX8 yes, FloatX8 no) => new(Avx.IsSupported
        ? Avx.BlendVariable(no.Value, yes.Value, mask.Value.AsSingle())
        : Vector256.ConditionalSelect(mask.Value.AsSingle(), yes.Value, no.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 FromInt(IntX8 value) => new(Vector256.ConvertToSingle(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 FromBits(IntX8 bits) => new(bits.Value.AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, FloatX8 value) => value.Value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 LoadBlock(float* source, int stride) =>
        new(Vector256.Create(Vector128.Load(source), Vector128.Load(source + stride)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBlock(float* target, int stride, FloatX8 value)
    {
        value.Value.GetLower().Store(target);
        value.Value.GetUpper().Store(target + stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX8 Gather(float* source, IntX8 index)
    {
        if (Avx2.IsSupported)
            return new(Avx2.GatherVector256(source, index.Value, 4));

        float* values = stackalloc float[8];
        for (int i = 0; i < 8; i++)
            values[i] = source[index.Value[i]];
        return Load(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void GatherPair(float* source, IntX8 index, out FloatX8 first, out FloatX8 second)
    {
        if (Avx2.IsSupported)
        {
            // Pairs 0 to 3 and 4 to 7; shuffled, the middle quarters stand the wrong way round.
            Vector256<float> lower = Avx2.GatherVector256((long*)source, index.Value.GetLower(), 4).AsSingle();
            Vector256<float> upper = Avx2.GatherVector256((long*)source, index.Value.GetUpper(), 4).AsSingle();
            first = new(Avx2.Permute4x64(Avx.Shuffle(lower, upper, 0b10_00_10_00).AsInt64(), 0b11_01_10_00).AsSingle());
            second = new(Avx2.Permute4x64(Avx.Shuffle(lower, upper, 0b11_01_11_01).AsInt64(), 0b11_01_10_00).AsSingle());
            return;
        }

        first = Gather(source, index);
        second = Gather(source, index + 1);
    }
}

/// <summary>Eight 32-bit integers.</summary>
internal readonly unsafe struct IntX8(Vector256<int> value) : IInt<FloatX8, IntX8, MaskX8>
{
    public readonly Vector256<int> Value = value;

    public static int Width => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator IntX8(int value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 operator +(IntX8 a, IntX8 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 operator -(IntX8 a, IntX8 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 operator *(IntX8 a, IntX8 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 operator &(IntX8 a, IntX8 b) => new(a.Value & b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 operator |(IntX8 a, IntX8 b) => new(a.Value | b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 operator ^(IntX8 a, IntX8 b) => new(a.Value ^ b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 operator <<(IntX8 a, int count) => new(a.Value << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 operator >>(IntX8 a, int count) => new(a.Value >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 operator >>>(IntX8 a, int count) => new(a.Value >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX8 operator <(IntX8 a, IntX8 b) => new(Vector256.LessThan(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX8 operator >(IntX8 a, IntX8 b) => new(Vector256.GreaterThan(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX8 Equal(IntX8 a, IntX8 b) => new(Vector256.Equals(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 Min(IntX8 a, IntX8 b) => new(Vector256.Min(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 Max(IntX8 a, IntX8 b) => new(Vector256.Max(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 Select(MaskX8 mask, IntX8 yes, IntX8 no) => new(Avx2.IsSupported
        ? Avx2.BlendVariable(no.Value, yes.Value, mask.Value)
        : Vector256.ConditionalSelect(mask.Value, yes.Value, no.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 Sequence(int start) => new(Vector256<int>.Indices + Vector256.Create(start));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 Truncate(FloatX8 value)
    {
        FloatX8 safe = FloatX8.Max(FloatX8.Min(value, FloatRange.LargestBelowTwoTo31), FloatRange.MinusTwoTo31);
        return new(Vector256.ConvertToInt32Native(safe.Value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 FromBits(FloatX8 value) => new(value.Value.AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int First(MaskX8 mask, IntX8 value) => value.Value[BitOperations.TrailingZeroCount(MaskX8.Bits(mask))];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 Load(int* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int* target, IntX8 value) => value.Value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ushort* target, IntX8 value) => Vector128.Narrow(value.Value.GetLower().AsUInt32(), value.Value.GetUpper().AsUInt32()).Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 LoadBlock(int* source, int stride) =>
        new(Vector256.Create(Vector128.Load(source), Vector128.Load(source + stride)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBlock(int* target, int stride, IntX8 value)
    {
        value.Value.GetLower().Store(target);
        value.Value.GetUpper().Store(target + stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 Gather(int* source, IntX8 index)
    {
        if (Avx2.IsSupported)
            return new(Avx2.GatherVector256(source, index.Value, 4));

        int* values = stackalloc int[8];
        for (int i = 0; i < 8; i++)
            values[i] = source[index.Value[i]];
        return Load(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 Gather(ushort* source, IntX8 index)
    {
        if (Avx2.IsSupported)
            return new(Avx2.GatherVector256((int*)source, index.Value, 2) & Vector256.Create(0xFFFF));

        int* values = stackalloc int[8];
        for (int i = 0; i < 8; i++)
            values[i] = source[index.Value[i]];
        return Load(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX8 Gather(byte* source, IntX8 index)
    {
        if (Avx2.IsSupported)
            return new(Avx2.GatherVector256((int*)source, index.Value, 1) & Vector256.Create(0xFF));

        int* values = stackalloc int[8];
        for (int i = 0; i < 8; i++)
            values[i] = source[index.Value[i]];
        return Load(values);
    }
}

/// <summary>Eight truth values: all bits of an element are set, or none.</summary>
internal readonly struct MaskX8(Vector256<int> value) : IMask<MaskX8>
{
    public readonly Vector256<int> Value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator MaskX8(bool value) => new(Vector256.Create(value ? -1 : 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX8 operator &(MaskX8 a, MaskX8 b) => new(a.Value & b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX8 operator |(MaskX8 a, MaskX8 b) => new(a.Value | b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX8 operator ^(MaskX8 a, MaskX8 b) => new(a.Value ^ b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX8 operator !(MaskX8 a) => new(~a.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(MaskX8 mask) => Bits(mask) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(MaskX8 mask) => (uint)mask.Value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX8 FirstN(int count) => new(Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)));
}
