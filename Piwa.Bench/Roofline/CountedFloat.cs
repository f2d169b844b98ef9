using Piwa.Kernels.Numerics;

namespace Piwa.Bench.Roofline;

/// <summary>
/// One float that counts what is done with it in <see cref="OperationTally"/>: a kernel's body that is run with it says what it asks of a
/// thread. Signs, absolute values and bits are not counted: they are part of other instructions. What a call stands for, noise and
/// logarithms, is counted within.
/// </summary>
internal readonly unsafe struct CountedFloat(FloatX1 value) : IFloat<CountedFloat, CountedInt, MaskX1>
{
    private readonly FloatX1 _value = value;

    /// <summary>The float.</summary>
    public FloatX1 Value => _value;

    public static implicit operator CountedFloat(float value) => new(value);

    public static CountedFloat operator +(CountedFloat a, CountedFloat b)
    {
        OperationTally.Plain++;
        return new(a._value + b._value);
    }

    public static CountedFloat operator -(CountedFloat a, CountedFloat b)
    {
        OperationTally.Plain++;
        return new(a._value - b._value);
    }

    public static CountedFloat operator *(CountedFloat a, CountedFloat b)
    {
        OperationTally.Plain++;
        return new(a._value * b._value);
    }

    public static CountedFloat operator /(CountedFloat a, CountedFloat b)
    {
        OperationTally.Divisions++;
        return new(a._value / b._value);
    }

    public static CountedFloat operator +(CountedFloat a, float b)
    {
        OperationTally.Plain++;
        return new(a._value + b);
    }

    public static CountedFloat operator -(CountedFloat a, float b)
    {
        OperationTally.Plain++;
        return new(a._value - b);
    }

    public static CountedFloat operator *(CountedFloat a, float b)
    {
        OperationTally.Plain++;
        return new(a._value * b);
    }

    public static CountedFloat Fma(CountedFloat a, CountedFloat b, CountedFloat c)
    {
        OperationTally.Fused++;
        return new(FloatX1.Fma(a._value, b._value, c._value));
    }

    public static CountedFloat Fma(CountedFloat a, float b, CountedFloat c)
    {
        OperationTally.Fused++;
        return new(FloatX1.Fma(a._value, b, c._value));
    }

    public static CountedFloat Fma(CountedFloat a, float b, float c)
    {
        OperationTally.Fused++;
        return new(FloatX1.Fma(a._value, b, c));
    }

    public static CountedFloat Sqrt(CountedFloat a)
    {
        OperationTally.Divisions++;
        return new(FloatX1.Sqrt(a._value));
    }

    public static CountedFloat Min(CountedFloat a, CountedFloat b)
    {
        OperationTally.Tests++;
        return new(FloatX1.Min(a._value, b._value));
    }

    public static CountedFloat Max(CountedFloat a, CountedFloat b)
    {
        OperationTally.Tests++;
        return new(FloatX1.Max(a._value, b._value));
    }

    public static CountedFloat Floor(CountedFloat a)
    {
        OperationTally.Tests++;
        return new(FloatX1.Floor(a._value));
    }

    public static CountedFloat Select(MaskX1 mask, CountedFloat yes, CountedFloat no)
    {
        OperationTally.Tests++;
        return new(FloatX1.Select(mask, yes._value, no._value));
    }

    public static CountedFloat FromInt(CountedInt value)
    {
        OperationTally.Tests++;
        return new(FloatX1.FromInt(value.Value));
    }

    public static CountedFloat Load(float* source)
    {
        OperationTally.Accesses++;
        return new(FloatX1.Load(source));
    }

    public static CountedFloat LoadBlock(float* source, int stride)
    {
        OperationTally.Accesses++;
        return new(FloatX1.Load(source));
    }

    public static CountedFloat Gather(float* source, CountedInt index)
    {
        OperationTally.Accesses++;
        return new(FloatX1.Gather(source, index.Value));
    }

    public static void GatherPair(float* source, CountedInt index, out CountedFloat first, out CountedFloat second)
    {
        first = Gather(source, index);
        second = Gather(source, index + 1);
    }

    public static MaskX1 operator <(CountedFloat a, CountedFloat b)
    {
        OperationTally.Tests++;
        return a._value < b._value;
    }

    public static MaskX1 operator >(CountedFloat a, CountedFloat b)
    {
        OperationTally.Tests++;
        return a._value > b._value;
    }

    public static MaskX1 operator <=(CountedFloat a, CountedFloat b)
    {
        OperationTally.Tests++;
        return a._value <= b._value;
    }

    public static MaskX1 operator >=(CountedFloat a, CountedFloat b)
    {
        OperationTally.Tests++;
        return a._value >= b._value;
    }

    public static CountedFloat operator -(CountedFloat a) => new(-a._value);

    public static CountedFloat Abs(CountedFloat a) => new(FloatX1.Abs(a._value));

    public static CountedFloat FromBits(CountedInt bits) => new(FloatX1.FromBits(bits.Value));

    public static CountedFloat Log2(CountedFloat a) => Elementary<CountedFloat, CountedInt, MaskX1>.Log2(a);

    public static void SinCos(CountedFloat x, out CountedFloat sine, out CountedFloat cosine) => Elementary<CountedFloat, CountedInt, MaskX1>.SinCos(x, out sine, out cosine);

    public static CountedFloat Atan2(CountedFloat y, CountedFloat x) => Elementary<CountedFloat, CountedInt, MaskX1>.Atan2(y, x);

    public static CountedFloat Pow(CountedFloat x, CountedFloat y) => Elementary<CountedFloat, CountedInt, MaskX1>.Pow(x, y);

    public static CountedFloat GradientNoise(CountedFloat x, CountedFloat y, CountedFloat z, int seed) =>
        Noise<CountedFloat, CountedInt, MaskX1>.Gradient(x, y, z, seed);

    public static CountedFloat SlopedGradientNoise(
        CountedFloat x, CountedFloat y, CountedFloat z, int seed, out CountedFloat slopeX, out CountedFloat slopeY, out CountedFloat slopeZ) =>
        Noise<CountedFloat, CountedInt, MaskX1>.GradientWithSlopes(x, y, z, seed, out slopeX, out slopeY, out slopeZ);

    public static CountedFloat OctaveNoise(
        CountedFloat x, CountedFloat y, CountedFloat z, int seed, int octaves, CountedFloat footprint, bool isRidged) =>
        Octaves<CountedFloat, CountedInt, MaskX1>.Sum(x, y, z, seed, octaves, footprint, isRidged);

    public static void CellNoise(
        CountedFloat x, CountedFloat y, CountedFloat z, int seed, out CountedFloat nearest, out CountedFloat second, out CountedInt bits)
    {
        Noise<CountedFloat, CountedInt, MaskX1>.Cells(
            x, y, z, seed, out CellPoint<CountedFloat, CountedInt, MaskX1> first, out CellPoint<CountedFloat, CountedInt, MaskX1> next, out bits);
        nearest = first.Distance;
        second = next.Distance;
    }

    public static void Store(float* target, CountedFloat value)
    {
        OperationTally.Accesses++;
        FloatX1.Store(target, value._value);
    }

    public static void StoreBlock(float* target, int stride, CountedFloat value) => Store(target, value);
}
