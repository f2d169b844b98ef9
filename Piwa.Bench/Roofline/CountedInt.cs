using Piwa.Kernels.Numerics;

namespace Piwa.Bench.Roofline;

/// <summary>The integer beside <see cref="CountedFloat"/>.</summary>
internal readonly unsafe struct CountedInt(IntX1 value) : IInt<CountedFloat, CountedInt, MaskX1>
{
    private readonly IntX1 _value = value;

    /// <summary>The integer.</summary>
    public IntX1 Value => _value;

    public static int Width => 1;

    public static implicit operator CountedInt(int value) => new(value);

    public static CountedInt operator +(CountedInt a, CountedInt b)
    {
        OperationTally.Integers++;
        return new(a._value + b._value);
    }

    public static CountedInt operator -(CountedInt a, CountedInt b)
    {
        OperationTally.Integers++;
        return new(a._value - b._value);
    }

    public static CountedInt operator *(CountedInt a, CountedInt b)
    {
        OperationTally.Integers++;
        return new(a._value * b._value);
    }

    public static CountedInt operator &(CountedInt a, CountedInt b)
    {
        OperationTally.Integers++;
        return new(a._value & b._value);
    }

    public static CountedInt operator |(CountedInt a, CountedInt b)
    {
        OperationTally.Integers++;
        return new(a._value | b._value);
    }

    public static CountedInt operator ^(CountedInt a, CountedInt b)
    {
        OperationTally.Integers++;
        return new(a._value ^ b._value);
    }

    public static CountedInt operator <<(CountedInt a, int count)
    {
        OperationTally.Integers++;
        return new(a._value << count);
    }

    public static CountedInt operator >>(CountedInt a, int count)
    {
        OperationTally.Integers++;
        return new(a._value >> count);
    }

    public static CountedInt operator >>>(CountedInt a, int count)
    {
        OperationTally.Integers++;
        return new(a._value >>> count);
    }

    public static CountedInt Min(CountedInt a, CountedInt b)
    {
        OperationTally.Integers++;
        return new(IntX1.Min(a._value, b._value));
    }

    public static CountedInt Max(CountedInt a, CountedInt b)
    {
        OperationTally.Integers++;
        return new(IntX1.Max(a._value, b._value));
    }

    public static CountedInt Select(MaskX1 mask, CountedInt yes, CountedInt no)
    {
        OperationTally.Integers++;
        return new(IntX1.Select(mask, yes._value, no._value));
    }

    public static CountedInt Truncate(CountedFloat value)
    {
        OperationTally.Tests++;
        return new(IntX1.Truncate(value.Value));
    }

    public static CountedInt Load(int* source)
    {
        OperationTally.Accesses++;
        return new(IntX1.Load(source));
    }

    public static CountedInt LoadBlock(int* source, int stride)
    {
        OperationTally.Accesses++;
        return new(IntX1.Load(source));
    }

    public static CountedInt Gather(int* source, CountedInt index)
    {
        OperationTally.Accesses++;
        return new(IntX1.Gather(source, index._value));
    }

    public static CountedInt Gather(ushort* source, CountedInt index)
    {
        OperationTally.Accesses++;
        return new(IntX1.Gather(source, index._value));
    }

    public static CountedInt Gather(byte* source, CountedInt index)
    {
        OperationTally.Accesses++;
        return new(IntX1.Gather(source, index._value));
    }

    public static MaskX1 operator <(CountedInt a, CountedInt b)
    {
        OperationTally.Integers++;
        return a._value < b._value;
    }

    public static MaskX1 operator >(CountedInt a, CountedInt b)
    {
        OperationTally.Integers++;
        return a._value > b._value;
    }

    public static MaskX1 Equal(CountedInt a, CountedInt b)
    {
        OperationTally.Integers++;
        return IntX1.Equal(a._value, b._value);
    }

    public static CountedInt Sequence(int start) => new(start);

    public static CountedInt FromBits(CountedFloat value) => new(IntX1.FromBits(value.Value));

    public static int First(MaskX1 mask, CountedInt value) => value._value.Value;

    public static void Store(int* target, CountedInt value)
    {
        OperationTally.Accesses++;
        IntX1.Store(target, value._value);
    }

    public static void Store(ushort* target, CountedInt value)
    {
        OperationTally.Accesses++;
        IntX1.Store(target, value._value);
    }

    public static void StoreBlock(int* target, int stride, CountedInt value) => Store(target, value);
}
