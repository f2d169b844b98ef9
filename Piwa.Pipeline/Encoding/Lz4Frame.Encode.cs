using System.Buffers.Binary;

namespace Piwa.Pipeline.Encoding;

/// <content>Writing.</content>
public static partial class Lz4Frame
{
    /// <summary>Writes <paramref name="content"/> as one frame.</summary>
    /// <param name="content">The bytes to pack.</param>
    /// <param name="frame">Receives the frame; at least <see cref="MaxEncodedLength"/> long. Must not overlap the content.</param>
    /// <returns>Length of the frame, in bytes.</returns>
    /// <exception cref="ArgumentException"><paramref name="frame"/> is shorter than <see cref="MaxEncodedLength"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="content"/> is so long that its frame might not fit a span.</exception>
    public static int Encode(ReadOnlySpan<byte> content, Span<byte> frame) => EncodeWithChecksum(content, XxHash32.Compute(content), frame);

    /// <summary>The same with the content's <see cref="XxHash32"/>, which the caller knows.</summary>
    internal static int EncodeWithChecksum(ReadOnlySpan<byte> content, uint checksum, Span<byte> frame)
    {
        var maxLength = MaxEncodedLength(content.Length);
        if (frame.Length < maxLength)
            throw new ArgumentException(
                $"Expected room for {maxLength} bytes, which {content.Length} bytes of content can take; got {frame.Length}.",
                nameof(frame));

        BinaryPrimitives.WriteUInt32LittleEndian(frame, Magic);
        frame[4] = Version1 | IndependentBlocks | ContentSize | ContentChecksum;
        frame[5] = SmallestBlockSizeCode << BlockSizeShift;
        BinaryPrimitives.WriteUInt64LittleEndian(frame[6..], (ulong)content.Length);
        frame[WrittenHeaderBytes - 1] = HeaderChecksum(frame[WordBytes..(WrittenHeaderBytes - 1)]);

        var written = WrittenHeaderBytes;
        for (var rest = content; !rest.IsEmpty;)
        {
            var block = rest[..Math.Min(rest.Length, Lz4Block.MaxBytes)];
            written += EncodeBlock(block, frame[written..]);
            rest = rest[block.Length..];
        }

        BinaryPrimitives.WriteUInt32LittleEndian(frame[written..], EndMark);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[(written + WordBytes)..], checksum);
        return written + 2 * WordBytes;
    }

    private static int EncodeBlock(ReadOnlySpan<byte> block, Span<byte> frame)
    {
        var body = frame[WordBytes..];
        var packedLength = Lz4Block.Encode(block, body);
        if (packedLength > 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)packedLength);
            return WordBytes + packedLength;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(frame, Stored | (uint)block.Length);
        block.CopyTo(body);
        return WordBytes + block.Length;
    }
}
