using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Piwa.Chain.Hashing;

/// <summary>The same word of four messages, in one 256-bit vector.</summary>
internal readonly struct QuadKeccakWord(Vector256<ulong> value) : IKeccakWord<QuadKeccakWord>
{
    private const int WordBits = 64;

    private readonly Vector256<ulong> _value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuadKeccakWord operator ^(QuadKeccakWord left, QuadKeccakWord right) => new(left._value ^ right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuadKeccakWord operator &(QuadKeccakWord left, QuadKeccakWord right) => new(left._value & right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuadKeccakWord operator ~(QuadKeccakWord value) => new(~value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuadKeccakWord RotateLeft(QuadKeccakWord value, int bitCount) =>
        new((value._value << bitCount) | (value._value >>> (WordBits - bitCount)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuadKeccakWord Broadcast(ulong value) => new(Vector256.Create(value));
}
