using System.Diagnostics;

namespace Piwa.Chain.Transactions;

/// <summary>Solana's length prefix: 7 bits a byte, lowest first, one to three bytes, and only the shortest form is valid.</summary>
internal static class CompactU16
{
    private const int PayloadBits = 7;
    private const byte PayloadMask = 0x7F;
    private const byte Continues = 0x80;
    /// <summary>Bytes of the longest form.</summary>
    public const int MaximumLength = 3;

    public static int LengthOf(int value) => value <= PayloadMask ? 1 : value <= 0x3FFF ? 2 : MaximumLength;

    /// <returns>The number of bytes written.</returns>
    public static int Write(Span<byte> destination, int value)
    {
        Debug.Assert(value is >= 0 and <= ushort.MaxValue, "A length has 16 bits.");
        int length = 0;
        for (; value > PayloadMask; value >>= PayloadBits)
            destination[length++] = (byte)(value | Continues);
        destination[length++] = (byte)value;
        return length;
    }

    /// <returns>False if the bytes end early, the form is not the shortest, or the value exceeds 16 bits.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, out int value, out int length)
    {
        value = 0;
        for (length = 0; length < MaximumLength && length < source.Length;)
        {
            byte part = source[length];
            value |= (part & PayloadMask) << (length * PayloadBits);
            length++;
            if ((part & Continues) == 0)
                return value <= ushort.MaxValue && (part != 0 || length == 1);
        }

        return false;
    }
}
