using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Codecs;

/// <summary>xxHash, 32 bits, seed 0: the checksum of LZ4 frames. One thread for each frame: each step needs the one before.</summary>
/// <remarks>Source: xxHash fast digest algorithm, specification 0.1.1, "XXH32 algorithm description".</remarks>
internal static unsafe class XxHash32Kernel
{
    private const int StripeBytes = 16;

    private const uint Prime1 = 0x9E3779B1;
    private const uint Prime2 = 0x85EBCA77;
    private const uint Prime3 = 0xC2B2AE3D;
    private const uint Prime4 = 0x27D4EB2F;
    private const uint Prime5 = 0x165667B1;

    /// <summary>The hash of some bytes, which begin at a word.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static uint Compute(byte* input, int length)
    {
        uint hash = Prime5;
        int at = 0;
        if (length >= StripeBytes)
        {
            uint a = unchecked(Prime1 + Prime2), b = Prime2, c = 0, d = unchecked(0 - Prime1);
            for (; at <= length - StripeBytes; at += StripeBytes)
            {
                uint* stripe = (uint*)(input + at);
                a = Rotate(a + (stripe[0] * Prime2), 13) * Prime1;
                b = Rotate(b + (stripe[1] * Prime2), 13) * Prime1;
                c = Rotate(c + (stripe[2] * Prime2), 13) * Prime1;
                d = Rotate(d + (stripe[3] * Prime2), 13) * Prime1;
            }

            hash = Rotate(a, 1) + Rotate(b, 7) + Rotate(c, 12) + Rotate(d, 18);
        }

        hash += (uint)length;
        for (; at <= length - sizeof(uint); at += sizeof(uint))
            hash = AddWord(hash, *(uint*)(input + at));
        for (; at < length; at++)
            hash = AddByte(hash, input[at]);
        return Finish(hash);
    }

    /// <summary>The hash of two words and two bytes that are alike: a frame's descriptor.</summary>
    public static uint OfTenBytes(uint first, uint second, byte twice) =>
        Finish(AddByte(AddByte(AddWord(AddWord(Prime5 + 10, first), second), twice), twice));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint AddWord(uint hash, uint word) => Rotate(hash + (word * Prime3), 17) * Prime4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint AddByte(uint hash, byte value) => Rotate(hash + (value * Prime5), 11) * Prime1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Finish(uint hash)
    {
        hash = (hash ^ (hash >> 15)) * Prime2;
        hash = (hash ^ (hash >> 13)) * Prime3;
        return hash ^ (hash >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Rotate(uint value, int left) => (value << left) | (value >> (32 - left));
}
