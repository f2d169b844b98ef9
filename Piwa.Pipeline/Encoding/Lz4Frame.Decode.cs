using System.Buffers.Binary;
using K4os.Compression.LZ4;

namespace Piwa.Pipeline.Encoding;

/// <content>
/// Reading. Nothing a frame says is trusted: every length is checked against the bytes that are there and the space given.
/// </content>
public static partial class Lz4Frame
{
    /// <summary>Length of the content as the header of a frame declares it.</summary>
    /// <param name="frame">A frame, or its first 15 bytes.</param>
    /// <returns>Bytes of content, or null if the frame does not say. Not checked against the content: bound it before allocating.</returns>
    /// <exception cref="Lz4FrameException">The header is damaged, or of a kind that is not supported.</exception>
    public static ulong? ReadContentLength(ReadOnlySpan<byte> frame) => ReadHeader(ref frame).ContentLength;

    /// <summary>Reads the content of a frame.</summary>
    /// <param name="frame">
    /// Exactly one frame. Independent and linked blocks, with or without content size and checksums; no dictionary.
    /// </param>
    /// <param name="content">Receives the content; may be longer than it. Undefined after an exception.</param>
    /// <returns>Length of the content, in bytes.</returns>
    /// <exception cref="Lz4FrameException">
    /// The frame is damaged or of a kind that is not supported, or its content is longer than <paramref name="content"/>.
    /// </exception>
    public static int Decode(ReadOnlySpan<byte> frame, Span<byte> content)
    {
        var rest = frame;
        var header = ReadHeader(ref rest);
        if (header.ContentLength is { } declared)
        {
            if (declared > (ulong)content.Length)
                throw new Lz4FrameException(
                    Lz4FrameError.ContentTooLong, $"The frame declares {declared} bytes of content; there is room for {content.Length}.");
            content = content[..(int)declared];
        }

        var length = 0;
        for (uint size; (size = ReadWord(ref rest, "the size of a block")) != EndMark;)
            length += DecodeBlock(header, size, ref rest, content, length);

        if (header.ContentLength is not null && length != content.Length)
            throw new Lz4FrameException(
                Lz4FrameError.ContentLength, $"The frame declares {content.Length} bytes of content and holds {length}.");
        if (header.Has(ContentChecksum))
            Verify(content[..length], ReadWord(ref rest, "the content checksum"), Lz4FrameError.ContentChecksum, "The content");
        if (!rest.IsEmpty)
            throw new Lz4FrameException(Lz4FrameError.TrailingBytes, $"{rest.Length} bytes follow the end of the frame.");
        return length;
    }

    private static int DecodeBlock(Header header, uint size, ref ReadOnlySpan<byte> rest, Span<byte> content, int offset)
    {
        var stored = (size & Stored) != 0;
        var blockLength = size & ~Stored;
        if (blockLength > (uint)header.MaxBlockBytes)
            throw new Lz4FrameException(
                Lz4FrameError.Block, $"A block has {blockLength} bytes; the header allows {header.MaxBlockBytes}.");
        var block = Read(ref rest, (int)blockLength, "a block");
        if (header.Has(BlockChecksums))
            Verify(block, ReadWord(ref rest, "the checksum of a block"), Lz4FrameError.BlockChecksum, "A block");

        var target = content[offset..];
        target = target[..Math.Min(target.Length, header.MaxBlockBytes)];
        if (stored && block.TryCopyTo(target))
            return block.Length;

        var decoded = stored ? -1
            : header.Has(IndependentBlocks) ? LZ4Codec.Decode(block, target)
            : LZ4Codec.Decode(block, target, content[Math.Max(0, offset - WindowBytes)..offset]);
        if (decoded >= 0)
            return decoded;

        // The codec does not tell damage from lack of space. Space was lacking only if the caller gave less than the header allows.
        throw header.ContentLength is null && target.Length < header.MaxBlockBytes
            ? new Lz4FrameException(
                Lz4FrameError.ContentTooLong,
                $"A block at byte {offset} of the content is damaged, or longer than the {target.Length} bytes left.")
            : new Lz4FrameException(
                Lz4FrameError.Block,
                $"A block at byte {offset} of the content is damaged: it does not decode to at most {target.Length} bytes.");
    }

    private static Header ReadHeader(ref ReadOnlySpan<byte> rest)
    {
        var magic = ReadWord(ref rest, "the magic number");
        if (magic != Magic)
            throw new Lz4FrameException(Lz4FrameError.NotAFrame, $"Expected an LZ4 frame, 0x{Magic:X8}, got 0x{magic:X8}.");

        var descriptor = rest;
        var start = Read(ref rest, 2, "the header");
        var (flags, blockDescriptor) = (start[0], start[1]);
        if ((flags & VersionMask) != Version1)
            throw Unsupported($"Expected version 1, got {flags >> 6}.");
        if ((flags & Reserved) != 0 || (blockDescriptor & BlockSizeReserved) != 0)
            throw Unsupported($"Reserved bits are set: FLG 0x{flags:X2}, BD 0x{blockDescriptor:X2}.");
        if ((flags & DictionaryId) != 0)
            throw Unsupported("The frame needs a dictionary.");
        var code = blockDescriptor >> BlockSizeShift;
        if (code < SmallestBlockSizeCode)
            throw Unsupported($"Expected a block size code of {SmallestBlockSizeCode} to {LargestBlockSizeCode}, got {code}.");

        ulong? contentLength = (flags & ContentSize) == 0
            ? null
            : BinaryPrimitives.ReadUInt64LittleEndian(Read(ref rest, ContentSizeBytes, "the content size"));
        var expected = HeaderChecksum(descriptor[..^rest.Length]);
        var actual = Read(ref rest, 1, "the header checksum")[0];
        if (actual != expected)
            throw new Lz4FrameException(
                Lz4FrameError.HeaderChecksum, $"The header has the checksum 0x{expected:X2}, the frame says 0x{actual:X2}.");
        return new Header(flags, BlockBytes(code), contentLength);
    }

    private static ReadOnlySpan<byte> Read(ref ReadOnlySpan<byte> rest, int bytes, string what)
    {
        if (rest.Length < bytes)
            throw new Lz4FrameException(
                Lz4FrameError.Truncated, $"The frame ends within {what}: expected {bytes} bytes, {rest.Length} are left.");
        var read = rest[..bytes];
        rest = rest[bytes..];
        return read;
    }

    private static uint ReadWord(ref ReadOnlySpan<byte> rest, string what) =>
        BinaryPrimitives.ReadUInt32LittleEndian(Read(ref rest, WordBytes, what));

    private static void Verify(ReadOnlySpan<byte> bytes, uint expected, Lz4FrameError error, string what)
    {
        var actual = XxHash32.Compute(bytes);
        if (actual != expected)
            throw new Lz4FrameException(error, $"{what} has the checksum 0x{actual:X8}, the frame says 0x{expected:X8}.");
    }

    private static Lz4FrameException Unsupported(string message) => new(Lz4FrameError.Unsupported, message);

    private readonly record struct Header(byte Flags, int MaxBlockBytes, ulong? ContentLength)
    {
        public bool Has(int flag) => (Flags & flag) != 0;
    }
}
