using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piwa.Pipeline.Encoding;

/// <content>
/// Eight inputs at a time: vector i holds state word i of eight inputs. The message is transposed to the stack and read from there
/// as the memory operand of the additions, which leaves the registers to the state.
/// </content>
public static unsafe partial class Blake3
{
    private const int Avx2Lanes = 8;

    [MethodImpl(Compiled.AtOnce)]
    private static void CompressLanesAvx2(in Blake3LaneGroup group)
    {
        // Aligned by hand: a message vector across two cache lines costs a second load in every round.
        var unaligned = stackalloc byte[BlockWords * Vector256<byte>.Count + Vector256<byte>.Count];
        var m = (Vector256<uint>*)(((nint)unaligned + Vector256<byte>.Count - 1) & -Vector256<byte>.Count);
        var key = group.Key;
        Vector256<uint> h0 = Vector256.Create(key[0]), h1 = Vector256.Create(key[1]);
        Vector256<uint> h2 = Vector256.Create(key[2]), h3 = Vector256.Create(key[3]);
        Vector256<uint> h4 = Vector256.Create(key[4]), h5 = Vector256.Create(key[5]);
        Vector256<uint> h6 = Vector256.Create(key[6]), h7 = Vector256.Create(key[7]);

        var lane = Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
        var counterLow = Vector256.Create((uint)group.Counter) + lane * group.CounterStep;
        // A lane whose low word wrapped carries one: the comparison is all ones, which is -1, there.
        var wrapped = Vector256.LessThan(counterLow, Vector256.Create((uint)group.Counter));
        var counterHigh = Vector256.Create((uint)(group.Counter >> 32)) - wrapped;

        var ahead = group.Ahead;
        var blockFlags = group.Flags | group.FirstFlags;
        var blockBytes = (uint)BlockBytes;
        for (var block = 0; block < group.BlockCount; block++)
        {
            if (block == group.BlockCount - 1)
            {
                blockFlags |= group.LastFlags;
                blockBytes = group.LastBlockBytes;
            }

            LoadTransposed(group.Inputs, block * BlockBytes, m);
            LoadTransposed(group.Inputs, block * BlockBytes + BlockBytes / 2, m + BlockWords / 2);

            if (ahead != null)
            {
                for (var line = 0; line < Avx2Lanes; line++)
                    Sse.Prefetch0(ahead + line * BlockBytes);
                ahead += Avx2Lanes * BlockBytes;
            }

            Vector256<uint> v0 = h0, v1 = h1, v2 = h2, v3 = h3, v4 = h4, v5 = h5, v6 = h6, v7 = h7;
            Vector256<uint> v8 = Vector256.Create(IV0), v9 = Vector256.Create(IV1), v10 = Vector256.Create(IV2);
            Vector256<uint> v11 = Vector256.Create(IV3), v12 = counterLow, v13 = counterHigh;
            Vector256<uint> v14 = Vector256.Create(blockBytes), v15 = Vector256.Create(blockFlags);
            blockFlags = group.Flags;

            Round(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15, m, Schedule0);
            Round(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15, m, Schedule1);
            Round(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15, m, Schedule2);
            Round(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15, m, Schedule3);
            Round(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15, m, Schedule4);
            Round(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15, m, Schedule5);
            Round(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15, m, Schedule6);

            h0 = v0 ^ v8;
            h1 = v1 ^ v9;
            h2 = v2 ^ v10;
            h3 = v3 ^ v11;
            h4 = v4 ^ v12;
            h5 = v5 ^ v13;
            h6 = v6 ^ v14;
            h7 = v7 ^ v15;
        }

        Transpose(ref h0, ref h1, ref h2, ref h3, ref h4, ref h5, ref h6, ref h7);
        h0.Store((uint*)(group.ChainingValues));
        h1.Store((uint*)(group.ChainingValues + HashBytes));
        h2.Store((uint*)(group.ChainingValues + 2 * HashBytes));
        h3.Store((uint*)(group.ChainingValues + 3 * HashBytes));
        h4.Store((uint*)(group.ChainingValues + 4 * HashBytes));
        h5.Store((uint*)(group.ChainingValues + 5 * HashBytes));
        h6.Store((uint*)(group.ChainingValues + 6 * HashBytes));
        h7.Store((uint*)(group.ChainingValues + 7 * HashBytes));
    }

    /// <summary>One round: columns, then diagonals, which are the same code with the last three rows of the state turned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ref Vector256<uint> v0, ref Vector256<uint> v1, ref Vector256<uint> v2, ref Vector256<uint> v3,
        ref Vector256<uint> v4, ref Vector256<uint> v5, ref Vector256<uint> v6, ref Vector256<uint> v7,
        ref Vector256<uint> v8, ref Vector256<uint> v9, ref Vector256<uint> v10, ref Vector256<uint> v11,
        ref Vector256<uint> v12, ref Vector256<uint> v13, ref Vector256<uint> v14, ref Vector256<uint> v15,
        Vector256<uint>* m, ulong schedule)
    {
        Columns(
            ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
            ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15, m, (uint)(schedule >> 32));
        Columns(
            ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4,
            ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14, m, (uint)schedule);
    }

    /// <summary>
    /// Half a round: four mixes that do not depend on each other, interleaved so that there are always four chains to work on.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(
        ref Vector256<uint> a0, ref Vector256<uint> a1, ref Vector256<uint> a2, ref Vector256<uint> a3,
        ref Vector256<uint> b0, ref Vector256<uint> b1, ref Vector256<uint> b2, ref Vector256<uint> b3,
        ref Vector256<uint> c0, ref Vector256<uint> c1, ref Vector256<uint> c2, ref Vector256<uint> c3,
        ref Vector256<uint> d0, ref Vector256<uint> d1, ref Vector256<uint> d2, ref Vector256<uint> d3,
        Vector256<uint>* m, uint schedule)
    {
        a0 += m[Word(schedule, 0)];
        a1 += m[Word(schedule, 2)];
        a2 += m[Word(schedule, 4)];
        a3 += m[Word(schedule, 6)];
        a0 += b0;
        a1 += b1;
        a2 += b2;
        a3 += b3;
        d0 ^= a0;
        d1 ^= a1;
        d2 ^= a2;
        d3 ^= a3;
        d0 = RotateRight16(d0);
        d1 = RotateRight16(d1);
        d2 = RotateRight16(d2);
        d3 = RotateRight16(d3);
        c0 += d0;
        c1 += d1;
        c2 += d2;
        c3 += d3;
        b0 ^= c0;
        b1 ^= c1;
        b2 ^= c2;
        b3 ^= c3;
        b0 = RotateRight12(b0);
        b1 = RotateRight12(b1);
        b2 = RotateRight12(b2);
        b3 = RotateRight12(b3);
        a0 += m[Word(schedule, 1)];
        a1 += m[Word(schedule, 3)];
        a2 += m[Word(schedule, 5)];
        a3 += m[Word(schedule, 7)];
        a0 += b0;
        a1 += b1;
        a2 += b2;
        a3 += b3;
        d0 ^= a0;
        d1 ^= a1;
        d2 ^= a2;
        d3 ^= a3;
        d0 = RotateRight8(d0);
        d1 = RotateRight8(d1);
        d2 = RotateRight8(d2);
        d3 = RotateRight8(d3);
        c0 += d0;
        c1 += d1;
        c2 += d2;
        c3 += d3;
        b0 ^= c0;
        b1 ^= c1;
        b2 ^= c2;
        b3 ^= c3;
        b0 = RotateRight7(b0);
        b1 = RotateRight7(b1);
        b2 = RotateRight7(b2);
        b3 = RotateRight7(b3);
    }

    // Rotations by whole bytes are one shuffle; AVX-512VL, where present, has them all in one instruction.

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateRight16(Vector256<uint> x) => Avx512F.VL.IsSupported
        ? Avx512F.VL.RotateRight(x, 16)
        : Avx2.Shuffle(
            x.AsByte(),
            Vector256.Create(
                (byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13,
                2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateRight12(Vector256<uint> x) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(x, 12) : (x >>> 12) | (x << 20);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateRight8(Vector256<uint> x) => Avx512F.VL.IsSupported
        ? Avx512F.VL.RotateRight(x, 8)
        : Avx2.Shuffle(
            x.AsByte(),
            Vector256.Create(
                (byte)1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12,
                1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateRight7(Vector256<uint> x) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(x, 7) : (x >>> 7) | (x << 25);

    /// <summary>Loads half a block (eight words) of each of eight inputs and stores vector i = word i of all inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadTransposed(byte** inputs, int offset, Vector256<uint>* m)
    {
        var r0 = Vector256.Load((uint*)(inputs[0] + offset));
        var r1 = Vector256.Load((uint*)(inputs[1] + offset));
        var r2 = Vector256.Load((uint*)(inputs[2] + offset));
        var r3 = Vector256.Load((uint*)(inputs[3] + offset));
        var r4 = Vector256.Load((uint*)(inputs[4] + offset));
        var r5 = Vector256.Load((uint*)(inputs[5] + offset));
        var r6 = Vector256.Load((uint*)(inputs[6] + offset));
        var r7 = Vector256.Load((uint*)(inputs[7] + offset));
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        m[0] = r0;
        m[1] = r1;
        m[2] = r2;
        m[3] = r3;
        m[4] = r4;
        m[5] = r5;
        m[6] = r6;
        m[7] = r7;
    }

    /// <summary>Transposes an 8x8 matrix of words: pairs of words, pairs of pairs, then the 128-bit halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        ref Vector256<uint> r0, ref Vector256<uint> r1, ref Vector256<uint> r2, ref Vector256<uint> r3,
        ref Vector256<uint> r4, ref Vector256<uint> r5, ref Vector256<uint> r6, ref Vector256<uint> r7)
    {
        Interleave(ref r0, ref r1, ref r2, ref r3);
        Interleave(ref r4, ref r5, ref r6, ref r7);
        const byte LowerHalves = 0x20, UpperHalves = 0x31;
        (r0, r4) = (Avx2.Permute2x128(r0, r4, LowerHalves), Avx2.Permute2x128(r0, r4, UpperHalves));
        (r1, r5) = (Avx2.Permute2x128(r1, r5, LowerHalves), Avx2.Permute2x128(r1, r5, UpperHalves));
        (r2, r6) = (Avx2.Permute2x128(r2, r6, LowerHalves), Avx2.Permute2x128(r2, r6, UpperHalves));
        (r3, r7) = (Avx2.Permute2x128(r3, r7, LowerHalves), Avx2.Permute2x128(r3, r7, UpperHalves));
    }

    /// <summary>Transposes the 4x4 blocks of words within the 128-bit halves of four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(
        ref Vector256<uint> r0, ref Vector256<uint> r1, ref Vector256<uint> r2, ref Vector256<uint> r3)
    {
        var low01 = Avx2.UnpackLow(r0, r1).AsUInt64();
        var high01 = Avx2.UnpackHigh(r0, r1).AsUInt64();
        var low23 = Avx2.UnpackLow(r2, r3).AsUInt64();
        var high23 = Avx2.UnpackHigh(r2, r3).AsUInt64();
        r0 = Avx2.UnpackLow(low01, low23).AsUInt32();
        r1 = Avx2.UnpackHigh(low01, low23).AsUInt32();
        r2 = Avx2.UnpackLow(high01, high23).AsUInt32();
        r3 = Avx2.UnpackHigh(high01, high23).AsUInt32();
    }
}
