using System.Buffers.Binary;

namespace Piwa.Chain.Keys;

/// <content>Values of 32 bytes, addresses and hashes, which are written all the time.</content>
/// <remarks>
/// With the powers of 2^32 known in limbs of five digits, the limbs of a value are eight products each and one pass of carries, and no
/// division depends on the one before it but in that pass. Ports nothing: the table is worked out below.
/// </remarks>
public static partial class Base58
{
    private const int KeyBytes = 32;
    private const int KeyWords = KeyBytes / sizeof(uint);

    /// <summary>ceil(256 / log2(58^5)) limbs hold 32 bytes.</summary>
    private const int KeyLimbs = 9;

    /// <summary>Row by row the limbs of 2^(32 * 7) to 2^0, highest first. No column's sum times 2^32 exceeds 64 bits.</summary>
    private static readonly uint[] PowerLimbs = BuildPowers();

    /// <summary>Encodes 32 bytes.</summary>
    /// <param name="bytes">The value.</param>
    /// <param name="destination">Receives the text, or as much of its beginning as there is room for.</param>
    /// <returns>The number of characters written.</returns>
    internal static int EncodeKey(ReadOnlySpan<byte> bytes, Span<char> destination)
    {
        Span<ulong> limbs = stackalloc ulong[KeyLimbs];
        for (int word = 0; word < KeyWords; word++)
        {
            // The powers get shorter by a limb from row to row; the first limb is of carries alone.
            ulong value = BinaryPrimitives.ReadUInt32BigEndian(bytes[(word * sizeof(uint))..]);
            ReadOnlySpan<uint> power = PowerLimbs.AsSpan(word * KeyLimbs, KeyLimbs);
            for (int i = word + 1; i < power.Length; i++)
                limbs[i] += value * power[i];
        }

        for (int i = KeyLimbs - 1; i > 0; i--)
        {
            ulong carry = limbs[i] / LimbRadix;
            limbs[i] -= carry * LimbRadix;
            limbs[i - 1] += carry;
        }

        // As many leading ones as there are leading zero bytes.
        int zeroBytes = bytes.IndexOfAnyExcept((byte)0);
        int start = LeadingZeroDigits(limbs) - (zeroBytes < 0 ? KeyBytes : zeroBytes);
        Span<char> digits = stackalloc char[KeyLimbs * DigitsPerLimb];
        int count = Math.Min(digits.Length - start, destination.Length);
        for (int i = start / DigitsPerLimb; i * DigitsPerLimb < start + count; i++)
            WriteDigits((uint)limbs[i], digits.Slice(i * DigitsPerLimb, DigitsPerLimb));
        digits.Slice(start, count).CopyTo(destination);
        return count;
    }

    private static int LeadingZeroDigits(ReadOnlySpan<ulong> limbs)
    {
        int limb = limbs.IndexOfAnyExcept(0UL);
        if (limb < 0)
            return limbs.Length * DigitsPerLimb;
        int zeros = DigitsPerLimb - 1;
        for (ulong rest = limbs[limb] / Radix; rest != 0; rest /= Radix)
            zeros--;
        return (limb * DigitsPerLimb) + zeros;
    }

    private static uint[] BuildPowers()
    {
        uint[] powers = new uint[KeyWords * KeyLimbs];
        for (int word = 0; word < KeyWords; word++)
        {
            UInt128 high = 0;
            Span<uint> row = powers.AsSpan(word * KeyLimbs, KeyLimbs);
            row[^1] = 1;
            for (int shift = word; shift < KeyWords - 1; shift++, high = 0)
            {
                for (int i = KeyLimbs - 1; i >= 0; i--)
                {
                    high += (UInt128)row[i] << 32;
                    row[i] = (uint)(high % LimbRadix);
                    high /= LimbRadix;
                }
            }
        }

        return powers;
    }
}
