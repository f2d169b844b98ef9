using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piwa.Pipeline.Encoding;

/// <content>
/// One input with 128-bit vectors: a vector is one row of the 4x4 state. A round mixes columns, turns the rows so that diagonals become
/// columns, mixes, and turns back.
/// </content>
public static unsafe partial class Blake3
{
    // At once: these methods are loops that would otherwise start in unoptimised code, and the profile that tiered compilation gathers
    // has nothing to tell about straight-line arithmetic.
    [MethodImpl(Compiled.AtOnce)]
    private static void CompressBlocksVector128(
        uint* chainingValue,
        byte* blocks,
        int blockCount,
        uint lastBlockBytes,
        ulong counter,
        uint flags,
        uint firstFlags,
        uint lastFlags)
    {
        var upper = Vector128.Load(chainingValue);
        var lower = Vector128.Load(chainingValue + 4);
        var blockFlags = flags | firstFlags;
        var blockBytes = (uint)BlockBytes;
        for (var block = 0; block < blockCount; block++, blocks += BlockBytes)
        {
            if (block == blockCount - 1)
            {
                blockFlags |= lastFlags;
                blockBytes = lastBlockBytes;
            }

            Vector128<uint> a = upper, b = lower, c = Vector128.Create(IV0, IV1, IV2, IV3);
            var d = Vector128.Create((uint)counter, (uint)(counter >> 32), blockBytes, blockFlags);
            Rounds(ref a, ref b, ref c, ref d, (uint*)blocks);
            upper = a ^ c;
            lower = b ^ d;
            blockFlags = flags;
        }

        upper.Store(chainingValue);
        lower.Store(chainingValue + 4);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void CompressBlockVector128(
        uint* chainingValue, uint* block, uint blockBytes, ulong counter, uint flags, uint* output)
    {
        var upper = Vector128.Load(chainingValue);
        var lower = Vector128.Load(chainingValue + 4);
        Vector128<uint> a = upper, b = lower, c = Vector128.Create(IV0, IV1, IV2, IV3);
        var d = Vector128.Create((uint)counter, (uint)(counter >> 32), blockBytes, flags);
        Rounds(ref a, ref b, ref c, ref d, block);
        (a ^ c).Store(output);
        (b ^ d).Store(output + 4);
        (c ^ upper).Store(output + 8);
        (d ^ lower).Store(output + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rounds(
        ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d, uint* m)
    {
        Round(ref a, ref b, ref c, ref d, m, Schedule0);
        Round(ref a, ref b, ref c, ref d, m, Schedule1);
        Round(ref a, ref b, ref c, ref d, m, Schedule2);
        Round(ref a, ref b, ref c, ref d, m, Schedule3);
        Round(ref a, ref b, ref c, ref d, m, Schedule4);
        Round(ref a, ref b, ref c, ref d, m, Schedule5);
        Round(ref a, ref b, ref c, ref d, m, Schedule6);
    }

    /// <summary>
    /// One round on rows. The row <paramref name="b"/> is the last to be ready after a half round, so it stays where it is and the
    /// other three turn around it: the turns cost no latency.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d, uint* m, ulong schedule)
    {
        var columns = (uint)(schedule >> 32);
        Mix(
            ref a, ref b, ref c, ref d,
            Vector128.Create(m[Word(columns, 0)], m[Word(columns, 2)], m[Word(columns, 4)], m[Word(columns, 6)]),
            Vector128.Create(m[Word(columns, 1)], m[Word(columns, 3)], m[Word(columns, 5)], m[Word(columns, 7)]));
        a = Vector128.Shuffle(a, Vector128.Create(3u, 0, 1, 2));
        d = Vector128.Shuffle(d, Vector128.Create(2u, 3, 0, 1));
        c = Vector128.Shuffle(c, Vector128.Create(1u, 2, 3, 0));

        // Row a has turned by one, so the diagonals come in the order 3, 0, 1, 2.
        var diagonals = (uint)schedule;
        Mix(
            ref a, ref b, ref c, ref d,
            Vector128.Create(m[Word(diagonals, 6)], m[Word(diagonals, 0)], m[Word(diagonals, 2)], m[Word(diagonals, 4)]),
            Vector128.Create(m[Word(diagonals, 7)], m[Word(diagonals, 1)], m[Word(diagonals, 3)], m[Word(diagonals, 5)]));
        a = Vector128.Shuffle(a, Vector128.Create(1u, 2, 3, 0));
        d = Vector128.Shuffle(d, Vector128.Create(2u, 3, 0, 1));
        c = Vector128.Shuffle(c, Vector128.Create(3u, 0, 1, 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d,
        Vector128<uint> x, Vector128<uint> y)
    {
        a = a + x + b;
        d = RotateRight16(d ^ a);
        c += d;
        b = RotateRight12(b ^ c);
        a = a + y + b;
        d = RotateRight8(d ^ a);
        c += d;
        b = RotateRight7(b ^ c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> RotateRight16(Vector128<uint> x) => Avx512F.VL.IsSupported
        ? Avx512F.VL.RotateRight(x, 16)
        : Vector128.Shuffle(
            x.AsByte(), Vector128.Create((byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> RotateRight12(Vector128<uint> x) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(x, 12) : (x >>> 12) | (x << 20);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> RotateRight8(Vector128<uint> x) => Avx512F.VL.IsSupported
        ? Avx512F.VL.RotateRight(x, 8)
        : Vector128.Shuffle(
            x.AsByte(), Vector128.Create((byte)1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> RotateRight7(Vector128<uint> x) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(x, 7) : (x >>> 7) | (x << 25);
}
