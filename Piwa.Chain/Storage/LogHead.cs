using System.Buffers.Binary;

namespace Piwa.Chain.Storage;

/// <summary>The head of a log that says no more than what it is: eight letters, u32 format, u32 CRC-32C of both, little-endian.</summary>
internal static class LogHead
{
    public const int Bytes = ChecksumOffset + sizeof(uint);

    private const int FormatOffset = 8;
    private const int ChecksumOffset = FormatOffset + sizeof(uint);

    public static byte[] Of(ReadOnlySpan<byte> letters, uint format)
    {
        byte[] head = new byte[Bytes];
        letters.CopyTo(head.AsSpan(..FormatOffset));
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(FormatOffset), format);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(ChecksumOffset), Crc32C.Compute(head.AsSpan(..ChecksumOffset)));
        return head;
    }
}
