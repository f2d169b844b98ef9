using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piwa.Kernels.Numerics;

/// <summary>Four floats in a 128-bit register: SSE4.1, AdvSimd.</summary>
internal readonly unsafe struct FloatX4(Vector128<float> value) : IFloat<FloatX4, IntX4, MaskX4>
{
    public readonly Vector128<float> Value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator FloatX4(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 operator +(FloatX4 a, FloatX4 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 operator -(FloatX4 a, FloatX4 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 operator *(FloatX4 a, FloatX4 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 operator +(FloatX4 a, float b) => new(a.Value + Vector128.Create(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 operator -(FloatX4 a, float b) => new(a.Value - Vector128.Create(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 operator *(FloatX4 a, float b) => new(a.Value * Vector128.Create(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 operator /(FloatX4 a, FloatX4 b) => new(a.Value / b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 operator -(FloatX4 a) => new(a.Value ^ Vector128.Create(-0f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX4 operator <(FloatX4 a, FloatX4 b) => new(Vector128.LessThan(a.Value, b.Value).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX4 operator >(FloatX4 a, FloatX4 b) => new(Vector128.GreaterThan(a.Value, b.Value).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX4 operator <=(FloatX4 a, FloatX4 b) => new(Vector128.LessThanOrEqual(a.Value, b.Value).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX4 operator >=(FloatX4 a, FloatX4 b) => new(Vector128.GreaterThanOrEqual(a.Value, b.Value).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 Fma(FloatX4 a, FloatX4 b, FloatX4 c) => new(Vector128.FusedMultiplyAdd(a.Value, b.Value, c.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 Fma(FloatX4 a, float b, FloatX4 c) => new(Vector128.FusedMultiplyAdd(a.Value, Vector128.Create(b), c.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 Fma(FloatX4 a, float b, float c) => new(Vector128.FusedMultiplyAdd(a.Value, Vector128.Create(b), Vector128.Create(c)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 Sqrt(FloatX4 a) => new(Vector128.Sqrt(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 Abs(FloatX4 a) => new(Vector128.Abs(a.Value));

    /// <remarks>The x86 instruction returns the second operand for NaNs and for zeros of either sign, as the comparison does.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 Min(FloatX4 a, FloatX4 b) => new(Sse.IsSupported
        ? Sse.Min(a.Value, b.Value)
        : Vector128.ConditionalSelect(Vector128.LessThan(a.Value, b.Value), a.Value, b.Value));

    /// <remarks>The x86 instruction returns the second operand for NaNs and for zeros of either sign, as the comparison does.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 Max(FloatX4 a, FloatX4 b) => new(Sse.IsSupported
        ? Sse.Max(a.Value, b.Value)
        : Vector128.ConditionalSelect(Vector128.GreaterThan(a.Value, b.Value), a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 Floor(FloatX4 a) => new(Vector128.Floor(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 Log2(FloatX4 a) => Elementary<FloatX4, IntX4, MaskX4>.Log2(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SinCos(FloatX4 x, out FloatX4 sine, out FloatX4 cosine) => Elementary<FloatX4, IntX4, MaskX4>.SinCos(x, out sine, out cosine);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 Atan2(FloatX4 y, FloatX4 x) => Elementary<FloatX4, IntX4, MaskX4>.Atan2(y, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 Pow(FloatX4 x, FloatX4 y) => Elementary<FloatX4, IntX4, MaskX4>.Pow(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 GradientNoise(FloatX4 x, FloatX4 y, FloatX4 z, int seed) => Noise<FloatX4, IntX4, MaskX4>.Gradient(x, y, z, seed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 SlopedGradientNoise(FloatX4 x, FloatX4 y, FloatX4 z, int seed, out FloatX4 slopeX, out FloatX4 slopeY, out FloatX4 slopeZ) =>
        Noise<FloatX4, IntX4, MaskX4>.GradientWithSlopes(x, y, z, seed, out slopeX, out slopeY, out slopeZ);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 OctaveNoise(FloatX4 x, FloatX4 y, FloatX4 z, int seed, int octaves, FloatX4 footprint, bool isRidged) =>
        Octaves<FloatX4, IntX4, MaskX4>.Sum(x, y, z, seed, octaves, footprint, isRidged);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CellNoise(FloatX4 x, FloatX4 y, FloatX4 z, int seed, out FloatX4 nearest, out FloatX4 second, out IntX4 bits)
    {
        Noise<FloatX4, IntX4, MaskX4>.Cells(x, y, z, seed, out CellPoint<FloatX4, IntX4, MaskX4> first, out CellPoint<FloatX4, IntX4, MaskX4> next, out bits);
        nearest = first.Distance;
        second = next.Distance;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 Select(MaskX4 mask, FloatX4 yes, FloatX4 no) => new(Sse41.IsSupported
        ? Sse41.BlendVariable(no.Value, yes.Value, mask.Value.AsSingle())
        : Vector128.ConditionalSelect(mask.Value.AsSingle(), yes.Value, no.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 FromInt(IntX4 value) => new(Vector128.ConvertToSingle(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 FromBits(IntX4 bits) => new(bits.Value.AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, FloatX4 value) => value.Value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 LoadBlock(float* source, int stride) => Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBlock(float* target, int stride, FloatX4 value) => Store(target, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX4 Gather(float* source, IntX4 index)
    {
        if (Avx2.IsSupported)
            return new(Avx2.GatherVector128(source, index.Value, 4));

        float* values = stackalloc float[4];
        for (int i = 0; i < 4; i++)
            values[i] = source[index.Value[i]];
        return Load(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void GatherPair(float* source, IntX4 index, out FloatX4 first, out FloatX4 second)
    {
        first = Gather(source, index);
        second = Gather(source, index + 1);
    }
}

/// <summary>Four 32-bit integers.</summary>
internal readonly unsafe struct IntX4(Vector128<int> value) : IInt<FloatX4, IntX4, MaskX4>
{
    public readonly Vector128<int> Value = value;

    public static int Width => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator IntX4(int value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 operator +(IntX4 a, IntX4 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 operator -(IntX4 a, IntX4 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 operator *(IntX4 a, IntX4 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 operator &(IntX4 a, IntX4 b) => new(a.Value & b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 operator |(IntX4 a, IntX4 b) => new(a.Value | b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 operator ^(IntX4 a, IntX4 b) => new(a.Value ^ b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 operator <<(IntX4 a, int count) => new(a.Value << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 operator >>(IntX4 a, int count) => new(a.Value >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 operator >>>(IntX4 a, int count) => new(a.Value >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX4 operator <(IntX4 a, IntX4 b) => new(Vector128.LessThan(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX4 operator >(IntX4 a, IntX4 b) => new(Vector128.GreaterThan(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX4 Equal(IntX4 a, IntX4 b) => new(Vector128.Equals(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 Min(IntX4 a, IntX4 b) => new(Vector128.Min(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 Max(IntX4 a, IntX4 b) => new(Vector128.Max(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 Select(MaskX4 mask, IntX4 yes, IntX4 no) => new(Sse41.IsSupported
        ? Sse41.BlendVariable(no.Value, yes.Value, mask.Value)
        : Vector128.ConditionalSelect(mask.Value, yes.Value, no.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 Sequence(int start) => new(Vector128<int>.Indices + Vector128.Create(start));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 Truncate(FloatX4 value)
    {
        FloatX4 safe = FloatX4.Max(FloatX4.Min(value, FloatRange.LargestBelowTwoTo31), FloatRange.MinusTwoTo31);
        return new(Vector128.ConvertToInt32Native(safe.Value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 FromBits(FloatX4 value) => new(value.Value.AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int First(MaskX4 mask, IntX4 value) => value.Value[BitOperations.TrailingZeroCount(MaskX4.Bits(mask))];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 Load(int* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int* target, IntX4 value) => value.Value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ushort* target, IntX4 value) => Vector128.Narrow(value.Value.AsUInt32(), value.Value.AsUInt32()).GetLower().Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 LoadBlock(int* source, int stride) => Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBlock(int* target, int stride, IntX4 value) => Store(target, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 Gather(int* source, IntX4 index)
    {
        if (Avx2.IsSupported)
            return new(Avx2.GatherVector128(source, index.Value, 4));

        int* values = stackalloc int[4];
        for (int i = 0; i < 4; i++)
            values[i] = source[index.Value[i]];
        return Load(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 Gather(ushort* source, IntX4 index)
    {
        if (Avx2.IsSupported)
            return new(Avx2.GatherVector128((int*)source, index.Value, 2) & Vector128.Create(0xFFFF));

        int* values = stackalloc int[4];
        for (int i = 0; i < 4; i++)
            values[i] = source[index.Value[i]];
        return Load(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX4 Gather(byte* source, IntX4 index)
    {
        if (Avx2.IsSupported)
            return new(Avx2.GatherVector128((int*)source, index.Value, 1) & Vector128.Create(0xFF));

        int* values = stackalloc int[4];
        for (int i = 0; i < 4; i++)
            values[i] = source[index.Value[i]];
        return Load(values);
    }
}

/// <summary>Four truth values: all bits of an element are set, or none.</summary>
internal readonly struct MaskX4(Vector128<int> value) : IMask<MaskX4>
{
    public readonly Vector128<int> Value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator MaskX4(bool value) => new(Vector128.Create(value ? -1 : 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX4 operator &(MaskX4 a, MaskX4 b) => new(a.Value & b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX4 operator |(MaskX4 a, MaskX4 b) => new(a.Value | b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX4 operator ^(MaskX4 a, MaskX4 b) => new(a.Value ^ b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX4 operator !(MaskX4 a) => new(~a.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(MaskX4 mask) => Bits(mask) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(MaskX4 mask) => (uint)mask.Value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX4 FirstN(int count) => new(Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(count)));
}
