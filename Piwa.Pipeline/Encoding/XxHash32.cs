using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piwa.Pipeline.Encoding;

/// <summary>xxHash, 32 bits, seed 0: the checksum of LZ4 frames. Not for identity; that is <see cref="ContentHash"/>.</summary>
/// <remarks>Source: xxHash fast digest algorithm, specification 0.1.1, "XXH32 algorithm description".</remarks>
internal static unsafe class XxHash32
{
    /// <summary>The most inputs of one call.</summary>
    public const int MostInputs = 16;

    private const int StripeBytes = 16;

    private const uint Prime1 = 0x9E3779B1;
    private const uint Prime2 = 0x85EBCA77;
    private const uint Prime3 = 0xC2B2AE3D;
    private const uint Prime4 = 0x27D4EB2F;
    private const uint Prime5 = 0x165667B1;

    public static uint Compute(ReadOnlySpan<byte> input)
    {
        uint hash = 0;
        Compute(input, [input.Length], new Span<uint>(ref hash));
        return hash;
    }

    /// <summary>
    /// Hashes of inputs that lie one after the other. Each waits for its own sums, so three go side by side as long as there are three.
    /// </summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="ends">Where each ends; at most <see cref="MostInputs"/>.</param>
    /// <param name="hashes">Receives their hashes.</param>
    public static void Compute(ReadOnlySpan<byte> inputs, ReadOnlySpan<int> ends, Span<uint> hashes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ends.Length, MostInputs);
        var sums = stackalloc Vector128<uint>[MostInputs];
        var at = stackalloc int[MostInputs];
        fixed (byte* bytes = inputs)
        {
            // Step 1: four accumulators, one word of each stripe to each.
            for (var i = 0; i < ends.Length; i++)
                (sums[i], at[i]) = (Vector128.Create(unchecked(Prime1 + Prime2), Prime2, 0, unchecked(0 - Prime1)), i == 0 ? 0 : ends[i - 1]);

            AddSideBySide(bytes, ends, at, sums);
            for (var i = 0; i < ends.Length; i++)
            {
                var length = ends[i] - (i == 0 ? 0 : ends[i - 1]);
                if (ends[i] - at[i] >= StripeBytes)
                    at[i] += Add(bytes + at[i], ends[i] - at[i], ref sums[i]);
                hashes[i] = Finish(length, sums[i], inputs[at[i]..ends[i]]);
            }
        }
    }

    /// <summary>Step 2, of any three that have stripes left.</summary>
    private static void AddSideBySide(byte* bytes, ReadOnlySpan<int> ends, int* at, Vector128<uint>* sums)
    {
        while (true)
        {
            int first = Next(ends, at, 0), second = Next(ends, at, first + 1), third = Next(ends, at, second + 1);
            if (third == ends.Length)
                return;

            var stripes = Math.Min(Math.Min(ends[first] - at[first], ends[second] - at[second]), ends[third] - at[third]) / StripeBytes;
            byte* a = bytes + at[first], b = bytes + at[second], c = bytes + at[third];
            Vector128<uint> x = sums[first], y = sums[second], z = sums[third];
            for (nint i = 0; i < stripes * (nint)StripeBytes; i += StripeBytes)
            {
                x = Rotate(x + (Vector128.Load(a + i).AsUInt32() * Prime2)) * Prime1;
                y = Rotate(y + (Vector128.Load(b + i).AsUInt32() * Prime2)) * Prime1;
                z = Rotate(z + (Vector128.Load(c + i).AsUInt32() * Prime2)) * Prime1;
            }

            (sums[first], sums[second], sums[third]) = (x, y, z);
            at[first] += stripes * StripeBytes;
            at[second] += stripes * StripeBytes;
            at[third] += stripes * StripeBytes;
        }
    }

    /// <summary>The next input that has a stripe left, or the number of inputs.</summary>
    private static int Next(ReadOnlySpan<int> ends, int* at, int from)
    {
        while (from < ends.Length && ends[from] - at[from] < StripeBytes)
            from++;
        return Math.Min(from, ends.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Rotate(Vector128<uint> value) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateLeft(value, 13) : (value << 13) | (value >>> 19);

    /// <summary>Step 2, of one input.</summary>
    /// <returns>Bytes that were whole stripes.</returns>
    private static int Add(byte* input, int length, ref Vector128<uint> sums)
    {
        uint a = sums[0], b = sums[1], c = sums[2], d = sums[3];
        var whole = length / StripeBytes * StripeBytes;
        for (var i = 0; i < whole; i += StripeBytes)
        {
            // What waits for the sum before is a multiplication of numbers, three cycles; of vectors, ten on some processors.
            var products = Vector128.Load(input + i).AsUInt32() * Prime2;
            a = BitOperations.RotateLeft(a + products[0], 13) * Prime1;
            b = BitOperations.RotateLeft(b + products[1], 13) * Prime1;
            c = BitOperations.RotateLeft(c + products[2], 13) * Prime1;
            d = BitOperations.RotateLeft(d + products[3], 13) * Prime1;
        }

        sums = Vector128.Create(a, b, c, d);
        return whole;
    }

    /// <summary>Steps 3 to 6.</summary>
    private static uint Finish(int length, Vector128<uint> sums, ReadOnlySpan<byte> rest)
    {
        // Step 3: the accumulators become one; without a whole stripe, a constant.
        var hash = length < StripeBytes
            ? Prime5
            : BitOperations.RotateLeft(sums[0], 1) + BitOperations.RotateLeft(sums[1], 7)
                + BitOperations.RotateLeft(sums[2], 12) + BitOperations.RotateLeft(sums[3], 18);

        // Step 4 and 5: the length, then what is left by words and by bytes.
        hash += (uint)length;
        for (; rest.Length >= sizeof(uint); rest = rest[sizeof(uint)..])
            hash = BitOperations.RotateLeft(hash + BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime3, 17) * Prime4;
        foreach (var last in rest)
            hash = BitOperations.RotateLeft(hash + last * Prime5, 11) * Prime1;

        // Step 6: avalanche.
        hash = (hash ^ (hash >> 15)) * Prime2;
        hash = (hash ^ (hash >> 13)) * Prime3;
        return hash ^ (hash >> 16);
    }
}
