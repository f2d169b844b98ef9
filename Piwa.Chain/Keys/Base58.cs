using System.Numerics;

namespace Piwa.Chain.Keys;

/// <summary>Base58 in Bitcoin's alphabet, as Solana writes keys, hashes and signatures: leading zero bytes become leading ones.</summary>
/// <remarks>Bounded to <see cref="MaximumBytes"/>, the size of a signature, so that no input costs more than a few microseconds.</remarks>
public static partial class Base58
{
    /// <summary>The longest value that is encoded or decoded, in bytes: a signature.</summary>
    public const int MaximumBytes = 64;

    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int Radix = 58;

    /// <summary>Digits taken per division: the largest power of 58 that fits 32 bits is 58^5.</summary>
    private const int DigitsPerLimb = 5;
    private const uint LimbRadix = 656_356_768;

    /// <summary>Text of 64 bytes: ceil(64 * log 256 / log 58) digits.</summary>
    private const int MaximumCharacters = 88;

    /// <summary>ceil(64 * 8 / log2(58^5)) limbs hold 64 bytes.</summary>
    private const int MaximumLimbs = 18;

    private const byte NotADigit = 0xFF;

    private static readonly byte[] DigitOf = BuildDigits();

    /// <summary>Encodes bytes as text.</summary>
    /// <param name="bytes">At most <see cref="MaximumBytes"/> bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is longer than <see cref="MaximumBytes"/>.</exception>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[MaximumCharacters];
        return new string(text[..Encode(bytes, text)]);
    }

    /// <summary>Encodes bytes into a buffer of at least 88 characters.</summary>
    /// <returns>The number of characters written.</returns>
    internal static int Encode(ReadOnlySpan<byte> bytes, Span<char> destination)
    {
        if (bytes.Length > MaximumBytes)
            throw new ArgumentException($"At most {MaximumBytes} bytes can be encoded, got {bytes.Length}.", nameof(bytes));

        return bytes.Length == KeyBytes
            ? EncodeKey(bytes, destination)
            : Encode(bytes, stackalloc uint[MaximumLimbs], destination);
    }

    /// <summary>Encodes bytes of any length; there must be room for the limbs and for the text.</summary>
    private static int Encode(ReadOnlySpan<byte> bytes, Span<uint> limbs, Span<char> destination)
    {
        int zeros = bytes.IndexOfAnyExcept((byte)0);
        if (zeros < 0)
            zeros = bytes.Length;

        // Little-endian limbs of five digits each: limbs = limbs * 256 + byte, byte by byte.
        int limbCount = 0;
        foreach (byte value in bytes[zeros..])
        {
            ulong carry = value;
            for (int i = 0; i < limbCount; i++)
            {
                carry += (ulong)limbs[i] << 8;
                limbs[i] = (uint)(carry % LimbRadix);
                carry /= LimbRadix;
            }

            if (carry != 0)
                limbs[limbCount++] = (uint)carry;
        }

        destination[..zeros].Fill(Alphabet[0]);
        int length = zeros;
        for (int i = limbCount - 1; i >= 0; i--)
        {
            Span<char> digits = destination.Slice(length, DigitsPerLimb);
            WriteDigits(limbs[i], digits);

            // Only the most significant limb may have leading zero digits, and they are not written.
            int skipped = i == limbCount - 1 ? Math.Max(0, digits.IndexOfAnyExcept(Alphabet[0])) : 0;
            if (skipped != 0)
                digits[skipped..].CopyTo(digits);
            length += DigitsPerLimb - skipped;
        }

        return length;
    }

    private static void WriteDigits(uint limb, Span<char> digits)
    {
        for (int digit = DigitsPerLimb - 1; digit >= 0; digit--, limb /= Radix)
            digits[digit] = Alphabet[(int)(limb % Radix)];
    }

    /// <summary>Decodes text that stands for exactly as many bytes as the destination has.</summary>
    /// <param name="text">Base58 digits.</param>
    /// <param name="destination">At most <see cref="MaximumBytes"/> bytes; undefined when the result is false.</param>
    /// <returns>False if a character is no base58 digit or the value has another length.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is longer than <see cref="MaximumBytes"/>.</exception>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination)
    {
        if (destination.Length > MaximumBytes)
            throw new ArgumentException($"At most {MaximumBytes} bytes can be decoded, got {destination.Length}.", nameof(destination));
        if (text.Length > MaximumCharacters)
            return false;

        Span<uint> words = stackalloc uint[MaximumLimbs];
        if (!TryDecode(text, words, out int zeros, out int significant) || zeros + significant != destination.Length)
            return false;
        Write(words, zeros, destination);
        return true;
    }

    /// <summary>Decodes text of any length; there must be room for the words.</summary>
    /// <param name="text">Base58 digits.</param>
    /// <param name="words">Receives the value in little-endian words; what it does not fill stays as it is.</param>
    /// <param name="zeros">Leading bytes that are zero.</param>
    /// <param name="significant">The bytes after them.</param>
    private static bool TryDecode(ReadOnlySpan<char> text, Span<uint> words, out int zeros, out int significant)
    {
        significant = 0;
        zeros = text.IndexOfAnyExcept(Alphabet[0]);
        if (zeros < 0)
            zeros = text.Length;

        // Little-endian 32-bit words: words = words * 58 + digit, digit by digit.
        int wordCount = 0;
        foreach (char character in text[zeros..])
        {
            byte digit = character < DigitOf.Length ? DigitOf[character] : NotADigit;
            if (digit == NotADigit)
                return false;

            ulong carry = digit;
            for (int i = 0; i < wordCount; i++)
            {
                carry += (ulong)words[i] * Radix;
                words[i] = (uint)carry;
                carry >>= 32;
            }

            if (carry != 0)
                words[wordCount++] = (uint)carry;
        }

        significant = wordCount == 0
            ? 0
            : (wordCount * sizeof(uint)) - (BitOperations.LeadingZeroCount(words[wordCount - 1]) / 8);
        return true;
    }

    private static void Write(ReadOnlySpan<uint> words, int zeros, Span<byte> destination)
    {
        destination[..zeros].Clear();
        for (int i = 0; i < destination.Length - zeros; i++)
            destination[^(i + 1)] = (byte)(words[i / sizeof(uint)] >> (8 * (i % sizeof(uint))));
    }

    private static byte[] BuildDigits()
    {
        byte[] digits = new byte[128];
        digits.AsSpan().Fill(NotADigit);
        for (int digit = 0; digit < Alphabet.Length; digit++)
            digits[Alphabet[digit]] = (byte)digit;
        return digits;
    }
}
