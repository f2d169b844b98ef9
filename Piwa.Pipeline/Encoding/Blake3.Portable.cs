using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piwa.Pipeline.Encoding;

/// <content>Plain C#, word by word as in section 2.2 of the paper: what the vectors are compared with.</content>
public static unsafe partial class Blake3
{
    private const int RoundCount = 7;

    // Section 2.2, table 2: message word i of the next round is word MessagePermutation[i] of this one.
    private static ReadOnlySpan<byte> MessagePermutation => [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];

    private static void CompressBlocksPortable(
        uint* chainingValue,
        byte* blocks,
        int blockCount,
        uint lastBlockBytes,
        ulong counter,
        uint flags,
        uint firstFlags,
        uint lastFlags)
    {
        var state = stackalloc uint[BlockWords];
        for (var block = 0; block < blockCount; block++)
        {
            var last = block == blockCount - 1;
            var blockFlags = flags | (block == 0 ? firstFlags : 0) | (last ? lastFlags : 0);
            CompressBlockPortable(
                chainingValue, (uint*)(blocks + block * BlockBytes), last ? lastBlockBytes : BlockBytes, counter, blockFlags, state);
            for (var i = 0; i < KeyWords; i++)
                chainingValue[i] = state[i];
        }
    }

    /// <summary>One compression; <paramref name="output"/> receives 16 words, the first eight of which are the chaining value.</summary>
    private static void CompressBlockPortable(
        uint* chainingValue, uint* block, uint blockBytes, ulong counter, uint flags, uint* output)
    {
        var message = stackalloc uint[BlockWords];
        var permuted = stackalloc uint[BlockWords];
        for (var i = 0; i < BlockWords; i++)
            message[i] = block[i];
        for (var i = 0; i < KeyWords; i++)
            output[i] = chainingValue[i];
        output[8] = IV0;
        output[9] = IV1;
        output[10] = IV2;
        output[11] = IV3;
        output[12] = (uint)counter;
        output[13] = (uint)(counter >> 32);
        output[14] = blockBytes;
        output[15] = flags;

        for (var round = 0; round < RoundCount; round++)
        {
            // Columns, then diagonals.
            Mix(ref output[0], ref output[4], ref output[8], ref output[12], message[0], message[1]);
            Mix(ref output[1], ref output[5], ref output[9], ref output[13], message[2], message[3]);
            Mix(ref output[2], ref output[6], ref output[10], ref output[14], message[4], message[5]);
            Mix(ref output[3], ref output[7], ref output[11], ref output[15], message[6], message[7]);
            Mix(ref output[0], ref output[5], ref output[10], ref output[15], message[8], message[9]);
            Mix(ref output[1], ref output[6], ref output[11], ref output[12], message[10], message[11]);
            Mix(ref output[2], ref output[7], ref output[8], ref output[13], message[12], message[13]);
            Mix(ref output[3], ref output[4], ref output[9], ref output[14], message[14], message[15]);
            for (var i = 0; i < BlockWords; i++)
                permuted[i] = message[MessagePermutation[i]];
            var next = permuted;
            permuted = message;
            message = next;
        }

        for (var i = 0; i < KeyWords; i++)
        {
            output[i] ^= output[i + KeyWords];
            output[i + KeyWords] ^= chainingValue[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref uint a, ref uint b, ref uint c, ref uint d, uint x, uint y)
    {
        a += b + x;
        d = BitOperations.RotateRight(d ^ a, 16);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 12);
        a += b + y;
        d = BitOperations.RotateRight(d ^ a, 8);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 7);
    }
}
