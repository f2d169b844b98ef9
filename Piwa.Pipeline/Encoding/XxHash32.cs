using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Piwa.Pipeline.Encoding;

/// <summary>xxHash, 32 bits, seed 0: the checksum of LZ4 frames. Not for identity; that is <see cref="ContentHash"/>.</summary>
/// <remarks>Source: xxHash fast digest algorithm, specification 0.1.1, "XXH32 algorithm description".</remarks>
internal static class XxHash32
{
    private const int StripeBytes = 16;

    private const uint Prime1 = 0x9E3779B1;
    private const uint Prime2 = 0x85EBCA77;
    private const uint Prime3 = 0xC2B2AE3D;
    private const uint Prime4 = 0x27D4EB2F;
    private const uint Prime5 = 0x165667B1;

    public static uint Compute(ReadOnlySpan<byte> input)
    {
        // Step 1 to 3: four accumulators, one word of each stripe to each; without a whole stripe, a constant.
        var hash = Prime5;
        var rest = input;
        if (rest.Length >= StripeBytes)
        {
            uint a = unchecked(Prime1 + Prime2), b = Prime2, c = 0, d = unchecked(0 - Prime1);
            for (; rest.Length >= StripeBytes; rest = rest[StripeBytes..])
            {
                // What waits for the sum before is a multiplication of numbers, three cycles; of vectors, ten.
                var products = Vector128.Create(rest).AsUInt32() * Prime2;
                a = BitOperations.RotateLeft(a + products[0], 13) * Prime1;
                b = BitOperations.RotateLeft(b + products[1], 13) * Prime1;
                c = BitOperations.RotateLeft(c + products[2], 13) * Prime1;
                d = BitOperations.RotateLeft(d + products[3], 13) * Prime1;
            }

            hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7)
                + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
        }

        // Step 4 and 5: the length, then what is left by words and by bytes.
        hash += (uint)input.Length;
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
