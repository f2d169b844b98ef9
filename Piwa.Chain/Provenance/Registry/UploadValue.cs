namespace Piwa.Chain.Provenance.Registry;

/// <summary>What the store has for a hash: two numbers of 7 bits a byte, the low ones first, with the top bit where more follow.</summary>
/// <param name="Origin">The number of the origin.</param>
/// <param name="UnixMilliseconds">When it came.</param>
/// <param name="Kind">As what it came.</param>
internal readonly record struct UploadValue(uint Origin, long UnixMilliseconds, ContentKind Kind)
{
    /// <summary>The longest value: 5 bytes of the origin, 10 of time and kind.</summary>
    public const int MaximumBytes = 15;

    /// <summary>The second number has the kind in its low bits and the time above them.</summary>
    private const int KindBits = 3;

    private const int BitsPerByte = 7;

    /// <summary>The last millisecond of the year 9999.</summary>
    private const long LatestTime = 253_402_300_799_999;

    private const byte More = 1 << BitsPerByte;

    /// <summary>Writes the value.</summary>
    /// <returns>How many bytes it takes.</returns>
    public int Write(Span<byte> destination)
    {
        int bytes = WriteNumber(destination, Origin);
        return bytes + WriteNumber(destination[bytes..], ((ulong)UnixMilliseconds << KindBits) | (byte)Kind);
    }

    /// <summary>Reads a value.</summary>
    /// <returns>False if the bytes are none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out UploadValue value)
    {
        value = default;
        if (!TryReadNumber(ref bytes, out ulong origin) || origin > uint.MaxValue || !TryReadNumber(ref bytes, out ulong rest) || bytes.Length != 0)
            return false;
        value = new UploadValue((uint)origin, (long)(rest >> KindBits), (ContentKind)(rest & ((1 << KindBits) - 1)));
        return value.UnixMilliseconds <= LatestTime && value.Kind <= ContentKind.Asset;
    }

    private static int WriteNumber(Span<byte> destination, ulong number)
    {
        int length = 0;
        for (; number >= More; number >>= BitsPerByte)
            destination[length++] = (byte)(number | More);
        destination[length++] = (byte)number;
        return length;
    }

    private static bool TryReadNumber(ref ReadOnlySpan<byte> bytes, out ulong number)
    {
        number = 0;
        for (int i = 0; i < bytes.Length && i * BitsPerByte < 64; i++)
        {
            number |= (ulong)(bytes[i] & (More - 1)) << (i * BitsPerByte);
            if (bytes[i] < More)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
