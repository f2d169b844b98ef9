using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piwa.Pipeline.Encoding;

/// <content>
/// Sixteen inputs at a time: vector i holds state word i of sixteen inputs. The 32 registers hold the state and what a round needs
/// besides; the message is transposed to the stack and read from there as the memory operand of the additions. Every rotation is one
/// instruction.
/// </content>
public static unsafe partial class Blake3
{
    private const int Avx512Lanes = 16;

    [MethodImpl(Compiled.AtOnce)]
    private static void CompressLanesAvx512(in Blake3LaneGroup group)
    {
        // Aligned by hand: a message vector across two cache lines costs a second load in every round.
        var unaligned = stackalloc byte[BlockWords * Vector512<byte>.Count + Vector512<byte>.Count];
        var m = (Vector512<uint>*)(((nint)unaligned + Vector512<byte>.Count - 1) & -Vector512<byte>.Count);
        var key = group.Key;
        Vector512<uint> h0 = Vector512.Create(key[0]), h1 = Vector512.Create(key[1]);
        Vector512<uint> h2 = Vector512.Create(key[2]), h3 = Vector512.Create(key[3]);
        Vector512<uint> h4 = Vector512.Create(key[4]), h5 = Vector512.Create(key[5]);
        Vector512<uint> h6 = Vector512.Create(key[6]), h7 = Vector512.Create(key[7]);

        var lane = Vector512.Create(0u, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        var counterLow = Vector512.Create((uint)group.Counter) + lane * group.CounterStep;
        // A lane whose low word wrapped carries one: the comparison is all ones, which is -1, there.
        var wrapped = Vector512.LessThan(counterLow, Vector512.Create((uint)group.Counter));
        var counterHigh = Vector512.Create((uint)(group.Counter >> 32)) - wrapped;

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
                for (var line = 0; line < Avx512Lanes; line++)
                    Sse.Prefetch0(ahead + line * BlockBytes);
                ahead += Avx512Lanes * BlockBytes;
            }

            Vector512<uint> v0 = h0, v1 = h1, v2 = h2, v3 = h3, v4 = h4, v5 = h5, v6 = h6, v7 = h7;
            Vector512<uint> v8 = Vector512.Create(IV0), v9 = Vector512.Create(IV1), v10 = Vector512.Create(IV2);
            Vector512<uint> v11 = Vector512.Create(IV3), v12 = counterLow, v13 = counterHigh;
            Vector512<uint> v14 = Vector512.Create(blockBytes), v15 = Vector512.Create(blockFlags);
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

        StoreTransposed(h0, h1, h2, h3, h4, h5, h6, h7, group.ChainingValues);
    }

    /// <summary>One round: columns, then diagonals, which are the same code with the last three rows of the state turned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ref Vector512<uint> v0, ref Vector512<uint> v1, ref Vector512<uint> v2, ref Vector512<uint> v3,
        ref Vector512<uint> v4, ref Vector512<uint> v5, ref Vector512<uint> v6, ref Vector512<uint> v7,
        ref Vector512<uint> v8, ref Vector512<uint> v9, ref Vector512<uint> v10, ref Vector512<uint> v11,
        ref Vector512<uint> v12, ref Vector512<uint> v13, ref Vector512<uint> v14, ref Vector512<uint> v15,
        Vector512<uint>* m, ulong schedule)
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
        ref Vector512<uint> a0, ref Vector512<uint> a1, ref Vector512<uint> a2, ref Vector512<uint> a3,
        ref Vector512<uint> b0, ref Vector512<uint> b1, ref Vector512<uint> b2, ref Vector512<uint> b3,
        ref Vector512<uint> c0, ref Vector512<uint> c1, ref Vector512<uint> c2, ref Vector512<uint> c3,
        ref Vector512<uint> d0, ref Vector512<uint> d1, ref Vector512<uint> d2, ref Vector512<uint> d3,
        Vector512<uint>* m, uint schedule)
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> RotateRight16(Vector512<uint> x) => Avx512F.RotateRight(x, 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> RotateRight12(Vector512<uint> x) => Avx512F.RotateRight(x, 12);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> RotateRight8(Vector512<uint> x) => Avx512F.RotateRight(x, 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> RotateRight7(Vector512<uint> x) => Avx512F.RotateRight(x, 7);

    /// <summary>
    /// Loads half a block (eight words) of each of sixteen inputs and stores vector i = word i of all inputs.
    /// </summary>
    /// <remarks>
    /// A 16x8 transpose in three stages instead of four: two inputs share a register from the load on, paired (i, i + 4), so that the
    /// last shuffle of 128-bit lanes leaves the inputs in order.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadTransposed(byte** inputs, int offset, Vector512<uint>* m)
    {
        var r0 = LoadPair(inputs[0] + offset, inputs[4] + offset);
        var r1 = LoadPair(inputs[1] + offset, inputs[5] + offset);
        var r2 = LoadPair(inputs[2] + offset, inputs[6] + offset);
        var r3 = LoadPair(inputs[3] + offset, inputs[7] + offset);
        var r4 = LoadPair(inputs[8] + offset, inputs[12] + offset);
        var r5 = LoadPair(inputs[9] + offset, inputs[13] + offset);
        var r6 = LoadPair(inputs[10] + offset, inputs[14] + offset);
        var r7 = LoadPair(inputs[11] + offset, inputs[15] + offset);

        Interleave(ref r0, ref r1, ref r2, ref r3);
        Interleave(ref r4, ref r5, ref r6, ref r7);

        // The 128-bit lanes of r0 are now: word 0 of inputs 0..3, word 4 of inputs 0..3, word 0 of 4..7, word 4 of 4..7.
        const byte EvenLanes = 0b10_00_10_00, OddLanes = 0b11_01_11_01;
        m[0] = Avx512F.Shuffle4x128(r0, r4, EvenLanes);
        m[1] = Avx512F.Shuffle4x128(r1, r5, EvenLanes);
        m[2] = Avx512F.Shuffle4x128(r2, r6, EvenLanes);
        m[3] = Avx512F.Shuffle4x128(r3, r7, EvenLanes);
        m[4] = Avx512F.Shuffle4x128(r0, r4, OddLanes);
        m[5] = Avx512F.Shuffle4x128(r1, r5, OddLanes);
        m[6] = Avx512F.Shuffle4x128(r2, r6, OddLanes);
        m[7] = Avx512F.Shuffle4x128(r3, r7, OddLanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> LoadPair(byte* lower, byte* upper) =>
        Avx512F.InsertVector256(Vector256.Load((uint*)lower).ToVector512Unsafe(), Vector256.Load((uint*)upper), 1);

    /// <summary>Transposes the 4x4 blocks of words within the 128-bit lanes of four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(
        ref Vector512<uint> r0, ref Vector512<uint> r1, ref Vector512<uint> r2, ref Vector512<uint> r3)
    {
        var low01 = Avx512F.UnpackLow(r0, r1).AsUInt64();
        var high01 = Avx512F.UnpackHigh(r0, r1).AsUInt64();
        var low23 = Avx512F.UnpackLow(r2, r3).AsUInt64();
        var high23 = Avx512F.UnpackHigh(r2, r3).AsUInt64();
        r0 = Avx512F.UnpackLow(low01, low23).AsUInt32();
        r1 = Avx512F.UnpackHigh(low01, low23).AsUInt32();
        r2 = Avx512F.UnpackLow(high01, high23).AsUInt32();
        r3 = Avx512F.UnpackHigh(high01, high23).AsUInt32();
    }

    /// <summary>Writes the eight chaining words of each of sixteen inputs, input after input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTransposed(
        Vector512<uint> h0, Vector512<uint> h1, Vector512<uint> h2, Vector512<uint> h3,
        Vector512<uint> h4, Vector512<uint> h5, Vector512<uint> h6, Vector512<uint> h7,
        byte* chainingValues)
    {
        // The 128-bit lane L of h0 becomes words 0..3 of input 4L, of h1 those of input 4L + 1, and so on; of h4, words 4..7.
        Interleave(ref h0, ref h1, ref h2, ref h3);
        Interleave(ref h4, ref h5, ref h6, ref h7);
        StoreRow(h0, h4, chainingValues);
        StoreRow(h1, h5, chainingValues + HashBytes);
        StoreRow(h2, h6, chainingValues + 2 * HashBytes);
        StoreRow(h3, h7, chainingValues + 3 * HashBytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(Vector512<uint> words0123, Vector512<uint> words4567, byte* chainingValue)
    {
        const int Stride = 4 * HashBytes;
        const int Half = HashBytes / 2;
        words0123.GetLower().GetLower().Store((uint*)chainingValue);
        words4567.GetLower().GetLower().Store((uint*)(chainingValue + Half));
        words0123.GetLower().GetUpper().Store((uint*)(chainingValue + Stride));
        words4567.GetLower().GetUpper().Store((uint*)(chainingValue + Stride + Half));
        words0123.GetUpper().GetLower().Store((uint*)(chainingValue + 2 * Stride));
        words4567.GetUpper().GetLower().Store((uint*)(chainingValue + 2 * Stride + Half));
        words0123.GetUpper().GetUpper().Store((uint*)(chainingValue + 3 * Stride));
        words4567.GetUpper().GetUpper().Store((uint*)(chainingValue + 3 * Stride + Half));
    }
}
