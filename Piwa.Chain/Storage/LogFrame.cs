using System.Buffers.Binary;

namespace Piwa.Chain.Storage;

/// <summary>A record of the log: what one flush made durable.</summary>
/// <remarks>
/// Layout: u32 magic, u32 length of the body, u64 number of the record, u32 CRC-32C of these 16 bytes, u32 CRC-32C of the body, then the
/// body. The head has a checksum of its own, so that a damaged length is told from a record that was cut off.
/// </remarks>
internal static class LogFrame
{
    /// <summary>Length of a record's head in bytes.</summary>
    public const int HeadBytes = BodyChecksumOffset + sizeof(uint);

    /// <summary>The largest body: 4,096 transactions of 1,232 bytes with their lengths, and room to spare.</summary>
    public const int MaximumBodyBytes = 8 * 1024 * 1024;

    /// <summary>"PLR1", little-endian.</summary>
    public const uint Magic = 0x3152_4C50;

    private const int LengthOffset = sizeof(uint);
    private const int NumberOffset = LengthOffset + sizeof(uint);
    private const int HeadChecksumOffset = NumberOffset + sizeof(ulong);
    private const int BodyChecksumOffset = HeadChecksumOffset + sizeof(uint);

    public static void WriteHead(Span<byte> head, ulong number, ReadOnlySpan<byte> body)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(head, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(head[LengthOffset..], (uint)body.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(head[NumberOffset..], number);
        BinaryPrimitives.WriteUInt32LittleEndian(head[HeadChecksumOffset..], Crc32C.Compute(head[..HeadChecksumOffset]));
        BinaryPrimitives.WriteUInt32LittleEndian(head[BodyChecksumOffset..], Crc32C.Compute(body));
    }

    /// <summary>Reads a head that is whole and undamaged.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> head, out ulong number, out int bodyBytes)
    {
        number = 0;
        bodyBytes = 0;
        if (head.Length < HeadBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(head) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(head[HeadChecksumOffset..]) != Crc32C.Compute(head[..HeadChecksumOffset]))
        {
            return false;
        }

        number = BinaryPrimitives.ReadUInt64LittleEndian(head[NumberOffset..]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(head[LengthOffset..]);
        bodyBytes = (int)Math.Min(length, int.MaxValue);
        return length <= MaximumBodyBytes;
    }

    public static bool IsBodyIntact(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body) =>
        BinaryPrimitives.ReadUInt32LittleEndian(head[BodyChecksumOffset..]) == Crc32C.Compute(body);
}
