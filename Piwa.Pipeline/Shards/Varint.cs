using System.Buffers;

namespace Piwa.Pipeline.Shards;

/// <summary>Numbers of seven bits a byte, the lowest first: ULEB128. Thrift and Parquet's levels have them.</summary>
internal static class Varint
{
    private const int GroupBits = 7, GroupMask = (1 << GroupBits) - 1;

    /// <summary>The longest: 64 bits.</summary>
    private const int MaxBytes = 10;

    /// <summary>Appends a number.</summary>
    public static void Write(ArrayBufferWriter<byte> target, ulong value)
    {
        Span<byte> bytes = target.GetSpan(MaxBytes);
        int length = 0;
        for (; value > GroupMask; value >>= GroupBits)
            bytes[length++] = (byte)(value | (GroupMask + 1));
        bytes[length++] = (byte)value;
        target.Advance(length);
    }
}
