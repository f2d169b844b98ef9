using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Numerics;

/// <summary>What comes of comparing <see cref="Interval{F,I,M}"/>: where it must be so, and where it may be.</summary>
internal readonly struct IntervalMask<M>(M must, M may) : IMask<IntervalMask<M>>
    where M : unmanaged, IMask<M>
{
    public readonly M Must = must;
    public readonly M May = may;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator IntervalMask<M>(bool value) => new(value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntervalMask<M> operator &(IntervalMask<M> a, IntervalMask<M> b) => new(a.Must & b.Must, a.May & b.May);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntervalMask<M> operator |(IntervalMask<M> a, IntervalMask<M> b) => new(a.Must | b.Must, a.May | b.May);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntervalMask<M> operator ^(IntervalMask<M> a, IntervalMask<M> b) =>
        new((a.Must & !b.May) | (b.Must & !a.May), (a.May & !b.Must) | (b.May & !a.Must));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntervalMask<M> operator !(IntervalMask<M> a) => new(!a.May, !a.Must);

    /// <summary>Whether any may be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(IntervalMask<M> mask) => M.Any(mask.May);

    /// <summary>Those that may be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(IntervalMask<M> mask) => M.Bits(mask.May);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IntervalMask<M> FirstN(int count) => new(M.FirstN(count), M.FirstN(count));
}
