namespace Piwa.Pipeline.Encoding;

/// <summary>
/// LZ4 frames in memory: what Piwa writes is opened by <c>lz4 -d</c>, and what <c>lz4</c> writes is opened here.
/// </summary>
/// <remarks>
/// <para>
/// What is written: one frame of format 1.6 with independent blocks of 64 KiB, content size and content checksum; a block that does not
/// shrink is stored. Small blocks, because a device packs all of them at once. The same content gives the same bytes.
/// </para>
/// <para>Thread-safe; allocates nothing.</para>
/// <para>Source: LZ4 frame format description, version 1.6.4.</para>
/// </remarks>
public static partial class Lz4Frame
{
    private const uint Magic = 0x184D2204;

    // FLG byte: version in the two highest bits, then what the frame has.
    private const int VersionMask = 0b1100_0000;
    private const int Version1 = 0b0100_0000;
    private const int IndependentBlocks = 1 << 5;
    private const int BlockChecksums = 1 << 4;
    private const int ContentSize = 1 << 3;
    private const int ContentChecksum = 1 << 2;
    private const int Reserved = 1 << 1;
    private const int DictionaryId = 1 << 0;

    // BD byte: the code of the block size in bits 4 to 6, all others reserved. Code 4 is 64 KiB, and each next one four times as much.
    private const int BlockSizeShift = 4;
    private const int BlockSizeReserved = 0b1000_1111;
    private const int SmallestBlockSizeCode = 4;
    private const int LargestBlockSizeCode = 7;

    // Magic, FLG, BD, header checksum.
    private const int ShortestHeaderBytes = 7;
    private const int ContentSizeBytes = sizeof(ulong);
    private const int WrittenHeaderBytes = ShortestHeaderBytes + ContentSizeBytes;

    /// <summary>The size field of a block, the end mark and each checksum are one word.</summary>
    private const int WordBytes = sizeof(uint);

    /// <summary>A block size of zero: no more blocks.</summary>
    private const uint EndMark = 0;

    /// <summary>How far back a match can reach: the part of the content that a linked block may refer to.</summary>
    private const int WindowBytes = 64 * 1024;

    /// <summary>Highest bit of the size field of a block: its bytes are stored as they are.</summary>
    private const uint Stored = 1u << 31;

    /// <summary>How long a frame can get: the length that <see cref="Encode"/> asks for.</summary>
    /// <param name="contentLength">Length of the content, in bytes.</param>
    /// <returns>Bytes to provide.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="contentLength"/> is negative, or so large that the frame might not fit a span.
    /// </exception>
    public static int MaxEncodedLength(int contentLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(contentLength);
        var blocks = (contentLength + (long)Lz4Block.MaxBytes - 1) / Lz4Block.MaxBytes;
        var bytes = WrittenHeaderBytes + blocks * WordBytes + contentLength + 2 * WordBytes;
        if (bytes > int.MaxValue)
            throw new ArgumentOutOfRangeException(
                nameof(contentLength), contentLength, $"The frame could take {bytes} bytes; a span holds {int.MaxValue}.");
        return (int)bytes;
    }

    private static int BlockBytes(int code) => 1 << (8 + 2 * code);

    /// <summary>The second lowest byte of the checksum of what stands between the magic and the header checksum.</summary>
    private static byte HeaderChecksum(ReadOnlySpan<byte> descriptor) => (byte)(XxHash32.Compute(descriptor) >> 8);
}
