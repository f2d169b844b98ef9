using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Piwa.Pipeline.Encoding;

/// <content>
/// Four inputs at a time: vector i holds state word i of four inputs. For ARM and for x86 before AVX2; the rotations are those of
/// Blake3.Vector128.cs.
/// </content>
public static unsafe partial class Blake3
{
    private const int Vector128Lanes = 4;

    [MethodImpl(Compiled.AtOnce)]
    private static void CompressLanesVector128(in Blake3LaneGroup group)
    {
        var m = stackalloc Vector128<uint>[BlockWords];
        var key = group.Key;
        Vector128<uint> h0 = Vector128.Create(key[0]), h1 = Vector128.Create(key[1]);
        Vector128<uint> h2 = Vector128.Create(key[2]), h3 = Vector128.Create(key[3]);
        Vector128<uint> h4 = Vector128.Create(key[4]), h5 = Vector128.Create(key[5]);
        Vector128<uint> h6 = Vector128.Create(key[6]), h7 = Vector128.Create(key[7]);

        var lane = Vector128.Create(0u, 1, 2, 3);
        var counterLow = Vector128.Create((uint)group.Counter) + lane * group.CounterStep;
        // A lane whose low word wrapped carries one: the comparison is all ones, which is -1, there.
        var wrapped = Vector128.LessThan(counterLow, Vector128.Create((uint)group.Counter));
        var counterHigh = Vector128.Create((uint)(group.Counter >> 32)) - wrapped;

        var blockFlags = group.Flags | group.FirstFlags;
        var blockBytes = (uint)BlockBytes;
        for (var block = 0; block < group.BlockCount; block++)
        {
            if (block == group.BlockCount - 1)
            {
                blockFlags |= group.LastFlags;
                blockBytes = group.LastBlockBytes;
            }

            for (var quarter = 0; quarter < BlockBytes / Vector128<byte>.Count; quarter++)
                LoadTransposed(
                    group.Inputs, block * BlockBytes + quarter * Vector128<byte>.Count, m + quarter * Vector128<uint>.Count);

            Vector128<uint> v0 = h0, v1 = h1, v2 = h2, v3 = h3, v4 = h4, v5 = h5, v6 = h6, v7 = h7;
            Vector128<uint> v8 = Vector128.Create(IV0), v9 = Vector128.Create(IV1), v10 = Vector128.Create(IV2);
            Vector128<uint> v11 = Vector128.Create(IV3), v12 = counterLow, v13 = counterHigh;
            Vector128<uint> v14 = Vector128.Create(blockBytes), v15 = Vector128.Create(blockFlags);
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

        Transpose(ref h0, ref h1, ref h2, ref h3);
        Transpose(ref h4, ref h5, ref h6, ref h7);
        h0.Store((uint*)(group.ChainingValues + 0 * HashBytes));
        h4.Store((uint*)(group.ChainingValues + 0 * HashBytes + HashBytes / 2));
        h1.Store((uint*)(group.ChainingValues + 1 * HashBytes));
        h5.Store((uint*)(group.ChainingValues + 1 * HashBytes + HashBytes / 2));
        h2.Store((uint*)(group.ChainingValues + 2 * HashBytes));
        h6.Store((uint*)(group.ChainingValues + 2 * HashBytes + HashBytes / 2));
        h3.Store((uint*)(group.ChainingValues + 3 * HashBytes));
        h7.Store((uint*)(group.ChainingValues + 3 * HashBytes + HashBytes / 2));
    }

    /// <summary>One round: columns, then diagonals, which are the same code with the last three rows of the state turned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ref Vector128<uint> v0, ref Vector128<uint> v1, ref Vector128<uint> v2, ref Vector128<uint> v3,
        ref Vector128<uint> v4, ref Vector128<uint> v5, ref Vector128<uint> v6, ref Vector128<uint> v7,
        ref Vector128<uint> v8, ref Vector128<uint> v9, ref Vector128<uint> v10, ref Vector128<uint> v11,
        ref Vector128<uint> v12, ref Vector128<uint> v13, ref Vector128<uint> v14, ref Vector128<uint> v15,
        Vector128<uint>* m, ulong schedule)
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
        ref Vector128<uint> a0, ref Vector128<uint> a1, ref Vector128<uint> a2, ref Vector128<uint> a3,
        ref Vector128<uint> b0, ref Vector128<uint> b1, ref Vector128<uint> b2, ref Vector128<uint> b3,
        ref Vector128<uint> c0, ref Vector128<uint> c1, ref Vector128<uint> c2, ref Vector128<uint> c3,
        ref Vector128<uint> d0, ref Vector128<uint> d1, ref Vector128<uint> d2, ref Vector128<uint> d3,
        Vector128<uint>* m, uint schedule)
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

    /// <summary>Loads four words of each of four inputs and stores vector i = word i of all inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadTransposed(byte** inputs, int offset, Vector128<uint>* m)
    {
        var r0 = Vector128.Load((uint*)(inputs[0] + offset));
        var r1 = Vector128.Load((uint*)(inputs[1] + offset));
        var r2 = Vector128.Load((uint*)(inputs[2] + offset));
        var r3 = Vector128.Load((uint*)(inputs[3] + offset));
        Transpose(ref r0, ref r1, ref r2, ref r3);
        m[0] = r0;
        m[1] = r1;
        m[2] = r2;
        m[3] = r3;
    }

    /// <summary>Transposes a 4x4 matrix of words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        ref Vector128<uint> r0, ref Vector128<uint> r1, ref Vector128<uint> r2, ref Vector128<uint> r3)
    {
        var low01 = ZipLow(r0, r1).AsUInt64();
        var high01 = ZipHigh(r0, r1).AsUInt64();
        var low23 = ZipLow(r2, r3).AsUInt64();
        var high23 = ZipHigh(r2, r3).AsUInt64();
        r0 = Vector128.Create(low01.GetLower(), low23.GetLower()).AsUInt32();
        r1 = Vector128.Create(low01.GetUpper(), low23.GetUpper()).AsUInt32();
        r2 = Vector128.Create(high01.GetLower(), high23.GetLower()).AsUInt32();
        r3 = Vector128.Create(high01.GetUpper(), high23.GetUpper()).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> ZipLow(Vector128<uint> a, Vector128<uint> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> ZipHigh(Vector128<uint> a, Vector128<uint> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
        : Vector128.Create(a[2], b[2], a[3], b[3]);
}
