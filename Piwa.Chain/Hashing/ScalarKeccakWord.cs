using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piwa.Chain.Hashing;

/// <summary>One word of one message.</summary>
internal readonly struct ScalarKeccakWord(ulong value) : IKeccakWord<ScalarKeccakWord>
{
    private readonly ulong _value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarKeccakWord operator ^(ScalarKeccakWord left, ScalarKeccakWord right) => new(left._value ^ right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarKeccakWord operator &(ScalarKeccakWord left, ScalarKeccakWord right) => new(left._value & right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarKeccakWord operator ~(ScalarKeccakWord value) => new(~value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarKeccakWord RotateLeft(ScalarKeccakWord value, int bitCount) =>
        new(BitOperations.RotateLeft(value._value, bitCount));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarKeccakWord Broadcast(ulong value) => new(value);
}
