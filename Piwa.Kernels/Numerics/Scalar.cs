using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Numerics;

/// <summary>One float: a GPU thread's, or the slow and obvious CPU version.</summary>
internal readonly unsafe struct FloatX1(float value) : IFloat<FloatX1, IntX1, MaskX1>
{
    public readonly float Value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator FloatX1(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 operator +(FloatX1 a, FloatX1 b) => new(Exact.Add(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 operator -(FloatX1 a, FloatX1 b) => new(Exact.Subtract(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 operator *(FloatX1 a, FloatX1 b) => new(Exact.Multiply(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 operator +(FloatX1 a, float b) => new(Exact.Add(a.Value, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 operator -(FloatX1 a, float b) => new(Exact.Subtract(a.Value, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 operator *(FloatX1 a, float b) => new(Exact.Multiply(a.Value, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 operator /(FloatX1 a, FloatX1 b) => new(Exact.Divide(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 operator -(FloatX1 a) => new(-a.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX1 operator <(FloatX1 a, FloatX1 b) => new(a.Value < b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX1 operator >(FloatX1 a, FloatX1 b) => new(a.Value > b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX1 operator <=(FloatX1 a, FloatX1 b) => new(a.Value <= b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX1 operator >=(FloatX1 a, FloatX1 b) => new(a.Value >= b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 Fma(FloatX1 a, FloatX1 b, FloatX1 c) => new(Exact.Fma(a.Value, b.Value, c.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 Fma(FloatX1 a, float b, FloatX1 c) => new(Exact.Fma(a.Value, b, c.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 Fma(FloatX1 a, float b, float c) => new(Exact.Fma(a.Value, b, c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 Sqrt(FloatX1 a) => new(Exact.Sqrt(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 Abs(FloatX1 a) => new(MathF.Abs(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 Min(FloatX1 a, FloatX1 b) => new(a.Value < b.Value ? a.Value : b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 Max(FloatX1 a, FloatX1 b) => new(a.Value > b.Value ? a.Value : b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 Floor(FloatX1 a) => new(MathF.Floor(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 Log2(FloatX1 a) => Elementary<FloatX1, IntX1, MaskX1>.Log2(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SinCos(FloatX1 x, out FloatX1 sine, out FloatX1 cosine) => Elementary<FloatX1, IntX1, MaskX1>.SinCos(x, out sine, out cosine);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 Atan2(FloatX1 y, FloatX1 x) => Elementary<FloatX1, IntX1, MaskX1>.Atan2(y, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 Pow(FloatX1 x, FloatX1 y) => Elementary<FloatX1, IntX1, MaskX1>.Pow(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 GradientNoise(FloatX1 x, FloatX1 y, FloatX1 z, int seed) => Noise<FloatX1, IntX1, MaskX1>.Gradient(x, y, z, seed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 SlopedGradientNoise(FloatX1 x, FloatX1 y, FloatX1 z, int seed, out FloatX1 slopeX, out FloatX1 slopeY, out FloatX1 slopeZ) =>
        Noise<FloatX1, IntX1, MaskX1>.GradientWithSlopes(x, y, z, seed, out slopeX, out slopeY, out slopeZ);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 OctaveNoise(FloatX1 x, FloatX1 y, FloatX1 z, int seed, int octaves, FloatX1 footprint, bool isRidged) =>
        Octaves<FloatX1, IntX1, MaskX1>.Sum(x, y, z, seed, octaves, footprint, isRidged);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CellNoise(FloatX1 x, FloatX1 y, FloatX1 z, int seed, out FloatX1 nearest, out FloatX1 second, out IntX1 bits)
    {
        Noise<FloatX1, IntX1, MaskX1>.Cells(x, y, z, seed, out CellPoint<FloatX1, IntX1, MaskX1> first, out CellPoint<FloatX1, IntX1, MaskX1> next, out bits);
        nearest = first.Distance;
        second = next.Distance;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 Select(MaskX1 mask, FloatX1 yes, FloatX1 no) => new(mask.Value ? yes.Value : no.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 FromInt(IntX1 value) => new(value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 FromBits(IntX1 bits) => new(BitConverter.Int32BitsToSingle(bits.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 Load(float* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, FloatX1 value) => *target = value.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 LoadBlock(float* source, int stride) => Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBlock(float* target, int stride, FloatX1 value) => Store(target, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatX1 Gather(float* source, IntX1 index) => new(source[index.Value]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void GatherPair(float* source, IntX1 index, out FloatX1 first, out FloatX1 second)
    {
        first = Gather(source, index);
        second = Gather(source, index + 1);
    }
}

/// <summary>One 32-bit integer.</summary>
internal readonly unsafe struct IntX1(int value) : IInt<FloatX1, IntX1, MaskX1>
{
    public readonly int Value = value;

    public static int Width => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator IntX1(int value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 operator +(IntX1 a, IntX1 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 operator -(IntX1 a, IntX1 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 operator *(IntX1 a, IntX1 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 operator &(IntX1 a, IntX1 b) => new(a.Value & b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 operator |(IntX1 a, IntX1 b) => new(a.Value | b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 operator ^(IntX1 a, IntX1 b) => new(a.Value ^ b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 operator <<(IntX1 a, int count) => new(a.Value << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 operator >>(IntX1 a, int count) => new(a.Value >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 operator >>>(IntX1 a, int count) => new((int)((uint)a.Value >> count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX1 operator <(IntX1 a, IntX1 b) => new(a.Value < b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX1 operator >(IntX1 a, IntX1 b) => new(a.Value > b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX1 Equal(IntX1 a, IntX1 b) => new(a.Value == b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 Min(IntX1 a, IntX1 b) => new(a.Value < b.Value ? a.Value : b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 Max(IntX1 a, IntX1 b) => new(a.Value > b.Value ? a.Value : b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 Select(MaskX1 mask, IntX1 yes, IntX1 no) => new(mask.Value ? yes.Value : no.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 Sequence(int start) => new(start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 Truncate(FloatX1 value)
    {
        // Devices disagree on conversions out of range: the range is made sure of first.
        float top = value.Value < FloatRange.LargestBelowTwoTo31 ? value.Value : FloatRange.LargestBelowTwoTo31;
        float safe = top > FloatRange.MinusTwoTo31 ? top : FloatRange.MinusTwoTo31;
        return new((int)safe);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 FromBits(FloatX1 value) => new(BitConverter.SingleToInt32Bits(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int First(MaskX1 mask, IntX1 value) => value.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 Load(int* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int* target, IntX1 value) => *target = value.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ushort* target, IntX1 value) => *target = (ushort)value.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 LoadBlock(int* source, int stride) => Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBlock(int* target, int stride, IntX1 value) => Store(target, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 Gather(int* source, IntX1 index) => new(source[index.Value]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 Gather(ushort* source, IntX1 index) => new(source[index.Value]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntX1 Gather(byte* source, IntX1 index) => new(source[index.Value]);
}

/// <summary>One truth value.</summary>
internal readonly struct MaskX1(bool value) : IMask<MaskX1>
{
    public readonly bool Value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator MaskX1(bool value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX1 operator &(MaskX1 a, MaskX1 b) => new(a.Value & b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX1 operator |(MaskX1 a, MaskX1 b) => new(a.Value | b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX1 operator ^(MaskX1 a, MaskX1 b) => new(a.Value ^ b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX1 operator !(MaskX1 a) => new(!a.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(MaskX1 mask) => mask.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(MaskX1 mask) => mask.Value ? 1u : 0u;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MaskX1 FirstN(int count) => new(count > 0);
}

/// <summary>The range in which a float converts to a 32-bit integer alike on every device.</summary>
internal static class FloatRange
{
    /// <summary>2^31 - 128, the float before 2^31.</summary>
    public const float LargestBelowTwoTo31 = 2147483520f;

    public const float MinusTwoTo31 = -2147483648f;
}
