namespace Piwa.Chain.Keys;

/// <content>Longer values: the JSON-RPC writes transactions and the data of instructions in base58 as well.</content>
public static partial class Base58
{
    /// <summary>The longest data of an instruction (MAX_INSTRUCTION_DATA_LEN). The time grows with the square of the length: some 40 ms
    /// for this one.</summary>
    internal const int MaximumLongBytes = 10 * 1024;

    /// <summary>Digits of base58 a byte: log 256 / log 58, rounded up.</summary>
    private const double DigitsPerByte = 1.366;

    private const int MaximumLongCharacters = (int)(MaximumLongBytes * DigitsPerByte) + 1;

    /// <summary>Encodes up to <see cref="MaximumLongBytes"/> as text.</summary>
    internal static string EncodeLong(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= MaximumBytes)
            return Encode(bytes);
        if (bytes.Length > MaximumLongBytes)
            throw new ArgumentException($"At most {MaximumLongBytes} bytes can be encoded, got {bytes.Length}.", nameof(bytes));

        int digits = (int)(bytes.Length * DigitsPerByte) + 1;
        uint[] limbs = new uint[(digits / DigitsPerLimb) + 1];
        char[] text = new char[digits + DigitsPerLimb];
        return new string(text, 0, Encode(bytes, limbs, text));
    }

    /// <summary>Decodes text that stands for up to <see cref="MaximumLongBytes"/>; null if it does not.</summary>
    internal static byte[]? DecodeLong(ReadOnlySpan<char> text)
    {
        if (text.Length > MaximumLongCharacters)
            return null;

        // A digit is less than six bits.
        uint[] words = new uint[(text.Length * 6 / 32) + 1];
        if (!TryDecode(text, words, out int zeros, out int significant))
            return null;
        byte[] bytes = new byte[zeros + significant];
        Write(words, zeros, bytes);
        return bytes;
    }
}
