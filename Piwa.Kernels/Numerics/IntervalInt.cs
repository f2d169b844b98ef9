namespace Piwa.Kernels.Numerics;

/// <summary>
/// The integer that goes with <see cref="Interval{F,I,M}"/>: any at all. Bounds of distances come of floats; integers are hashes and bits
/// there, which have no order.
/// </summary>
internal readonly unsafe struct IntervalInt<F, I, M> : IInt<Interval<F, I, M>, IntervalInt<F, I, M>, IntervalMask<M>>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    public static int Width => I.Width;

    private static IntervalMask<M> Maybe => new(false, true);

    public static implicit operator IntervalInt<F, I, M>(int value) => default;

    public static IntervalInt<F, I, M> operator +(IntervalInt<F, I, M> a, IntervalInt<F, I, M> b) => default;

    public static IntervalInt<F, I, M> operator -(IntervalInt<F, I, M> a, IntervalInt<F, I, M> b) => default;

    public static IntervalInt<F, I, M> operator *(IntervalInt<F, I, M> a, IntervalInt<F, I, M> b) => default;

    public static IntervalInt<F, I, M> operator &(IntervalInt<F, I, M> a, IntervalInt<F, I, M> b) => default;

    public static IntervalInt<F, I, M> operator |(IntervalInt<F, I, M> a, IntervalInt<F, I, M> b) => default;

    public static IntervalInt<F, I, M> operator ^(IntervalInt<F, I, M> a, IntervalInt<F, I, M> b) => default;

    public static IntervalInt<F, I, M> operator <<(IntervalInt<F, I, M> a, int count) => default;

    public static IntervalInt<F, I, M> operator >>(IntervalInt<F, I, M> a, int count) => default;

    public static IntervalInt<F, I, M> operator >>>(IntervalInt<F, I, M> a, int count) => default;

    public static IntervalMask<M> operator <(IntervalInt<F, I, M> a, IntervalInt<F, I, M> b) => Maybe;

    public static IntervalMask<M> operator >(IntervalInt<F, I, M> a, IntervalInt<F, I, M> b) => Maybe;

    public static IntervalMask<M> Equal(IntervalInt<F, I, M> a, IntervalInt<F, I, M> b) => Maybe;

    public static IntervalInt<F, I, M> Min(IntervalInt<F, I, M> a, IntervalInt<F, I, M> b) => default;

    public static IntervalInt<F, I, M> Max(IntervalInt<F, I, M> a, IntervalInt<F, I, M> b) => default;

    public static IntervalInt<F, I, M> Select(IntervalMask<M> mask, IntervalInt<F, I, M> yes, IntervalInt<F, I, M> no) => default;

    public static IntervalInt<F, I, M> Sequence(int start) => default;

    public static IntervalInt<F, I, M> Truncate(Interval<F, I, M> value) => default;

    public static IntervalInt<F, I, M> FromBits(Interval<F, I, M> value) => default;

    public static IntervalInt<F, I, M> Load(int* source) => default;

    public static IntervalInt<F, I, M> LoadBlock(int* source, int stride) => default;

    public static IntervalInt<F, I, M> Gather(int* source, IntervalInt<F, I, M> index) => default;

    public static IntervalInt<F, I, M> Gather(ushort* source, IntervalInt<F, I, M> index) => default;

    public static IntervalInt<F, I, M> Gather(byte* source, IntervalInt<F, I, M> index) => default;

    public static int First(IntervalMask<M> mask, IntervalInt<F, I, M> value) => throw Unknown();

    public static void Store(int* target, IntervalInt<F, I, M> value) => throw Unknown();

    public static void StoreBlock(int* target, int stride, IntervalInt<F, I, M> value) => throw Unknown();

    public static void Store(ushort* target, IntervalInt<F, I, M> value) => throw Unknown();

    private static NotSupportedException Unknown() => new("An integer that may be any has no value to store.");
}
