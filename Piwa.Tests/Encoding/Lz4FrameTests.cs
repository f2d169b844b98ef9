using System.Buffers.Binary;
using CsCheck;
using Piwa.Pipeline.Encoding;

namespace Piwa.Tests.Encoding;

public sealed class Lz4FrameTests
{
    private const int HeaderBytes = 15;
    private const int BlockBytes = 64 << 10;
    private const int LargestBlockBytes = 4 << 20;

    /// <summary>Contents from hopeless to trivial to pack, and mixtures.</summary>
    private static readonly Gen<byte[]> Contents = Gen.Select(Gen.Int[0, 40], Gen.Int[0, 7], Gen.UInt).Select((pieces, kind, seed) =>
    {
        var random = new Random((int)seed);
        var content = new List<byte>();
        for (var i = 0; i < pieces; i++)
        {
            var piece = new byte[random.Next(0, 1 << random.Next(1, 13))];
            if ((kind & 1 << i % 3) != 0)
                random.NextBytes(piece);
            else
                Array.Fill(piece, (byte)random.Next(256));
            content.AddRange(piece);
        }

        return content.ToArray();
    });

    [Fact]
    public void ContentComesBack() => Contents.Sample(content =>
    {
        var frame = Encode(content);
        Assert.Equal((ulong)content.Length, Lz4Frame.ReadContentLength(frame));
        var back = new byte[content.Length];
        Assert.Equal(content.Length, Lz4Frame.Decode(frame, back));
        Assert.Equal(content, back);
    }, iter: 500);

    [Theory]
    [InlineData(BlockBytes)]
    [InlineData(2 * BlockBytes)]
    public void BlocksAreOf64KiB(int bytes)
    {
        for (var extra = -1; extra <= 1; extra++)
        {
            var content = new byte[bytes + extra];
            new Random(1).NextBytes(content.AsSpan(0, content.Length / 2));
            var frame = Encode(content);
            Assert.Equal(4 << 4, frame[5]);
            var back = new byte[content.Length];
            Assert.Equal(content.Length, Lz4Frame.Decode(frame, back));
            Assert.Equal(content, back);
        }
    }

    // A match may begin 12 bytes before the end and reach to 5 before it.
    [Fact]
    public void ShortBlocksComeBack()
    {
        for (var bytes = 0; bytes < 64; bytes++)
        {
            for (var period = 1; period <= 8; period++)
            {
                byte[] content = [.. Enumerable.Range(0, bytes).Select(i => (byte)(i % period))];
                Assert.Equal(content, Decode(Encode(content), bytes));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(100_000)]
    [InlineData(LargestBlockBytes + 1)]
    public void WhatDoesNotPackIsStoredWithinTheMaximum(int bytes)
    {
        var content = new byte[bytes];
        new Random(2).NextBytes(content);
        var frame = Encode(content);
        Assert.Equal(Lz4Frame.MaxEncodedLength(bytes), frame.Length);
        if (bytes > 0)
            Assert.Equal(
                0x8000_0000u | (uint)Math.Min(bytes, BlockBytes),
                BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(HeaderBytes)));
        Assert.Equal(content, Decode(frame, bytes));
    }

    [Fact]
    public void FrameNeedsTheMaximumEvenIfItTurnsOutShort()
    {
        var content = new byte[1000];
        Assert.Throws<ArgumentException>(() => Lz4Frame.Encode(content, new byte[Lz4Frame.MaxEncodedLength(1000) - 1]));
        Assert.InRange(Lz4Frame.Encode(content, new byte[Lz4Frame.MaxEncodedLength(1000)]), 1, 100);
    }

    [Fact]
    public void MaximumThatNoSpanCouldHoldIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Lz4Frame.MaxEncodedLength(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Lz4Frame.MaxEncodedLength(int.MaxValue));
        Assert.Equal(HeaderBytes + 8, Lz4Frame.MaxEncodedLength(0));
    }

    // The hash of a shard depends on these bytes: a change of the rule must not pass unnoticed.
    [Fact]
    public void SameContentGivesTheSameBytesForEver()
    {
        var content = new byte[300_000];
        var state = 1u;
        for (var i = 0; i < content.Length; i++)
        {
            // Numerical Recipes' generator, of which two bits are used: it packs to about two thirds.
            state = state * 1664525 + 1013904223;
            content[i] = (byte)((state >> 30) + i / 1000);
        }

        var frame = Encode(content);
        Assert.Equal(frame, Encode(content));
        Assert.Equal("3271f3f0c1d15e6795b209ee119fd8efd659ce99926506ecef57d1c2512cd257", Blake3.Hash(frame).ToString());
    }

    [Fact]
    public void Lz4ToolOpensWhatWeWrite()
    {
        foreach (var bytes in new[] { 0, 1, 1000, 65_537, LargestBlockBytes + 100_000 })
        {
            var content = Text(bytes);
            Assert.Equal(content, Lz4Tool.Run(Encode(content), "-d"));
        }
    }

    // Linked blocks, every block size, block checksums, content size, no checksums, high compression.
    [Theory]
    [InlineData("-BI -B4")]
    [InlineData("-BD -B4")]
    [InlineData("-BD -B4 -9 --no-frame-crc")]
    [InlineData("-BX -B5 --content-size")]
    [InlineData("-BX -BD -B6")]
    [InlineData("-B7 --no-frame-crc --content-size")]
    public void WeOpenWhatLz4ToolWrites(string options)
    {
        var content = Text(700_000);
        var frame = Lz4Tool.Run(content, options.Split(' '));
        Assert.Equal(content, Decode(frame, content.Length));
        var declares = options.Contains("content-size", StringComparison.Ordinal);
        Assert.Equal(declares ? (ulong)content.Length : null, Lz4Frame.ReadContentLength(frame));
        Assert.Equal(Lz4FrameError.ContentTooLong, Error(frame, content.Length - 1));
        // More room than needed is no harm.
        var roomy = new byte[content.Length + 100_000];
        Assert.Equal(content.Length, Lz4Frame.Decode(frame, roomy));
        Assert.Equal(content, roomy.AsSpan(0, content.Length));
    }

    [Fact]
    public void EveryTruncationIsFound()
    {
        var content = Text(3000);
        var frame = Encode(content);
        for (var length = 0; length < frame.Length; length++)
            Assert.Equal(Lz4FrameError.Truncated, Error(frame.AsSpan(0, length).ToArray(), content.Length));
    }

    // LZ4 can spell the same content in several ways, so a flip may leave the content as it was. It never gives other content.
    [Fact]
    public void NoBitFlipGivesOtherContent()
    {
        var content = Text(3000);
        var frame = Encode(content);
        var found = 0;
        for (var bit = 0; bit < 8 * frame.Length; bit++)
        {
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
            var back = new byte[content.Length];
            try
            {
                Assert.Equal(content.Length, Lz4Frame.Decode(frame, back));
                Assert.Equal(content, back);
            }
            catch (Lz4FrameException)
            {
                found++;
            }

            frame[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.InRange(found, 8 * frame.Length * 99 / 100, 8 * frame.Length);
    }

    [Fact]
    public void NoiseIsRefused() => Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, 15], Gen.Int[0, 500]).Sample((noise, keep, room) =>
    {
        // Random bytes hardly ever pass the magic number: begin with a part of a good header.
        var bytes = noise.ToArray();
        Encode(Text(100)).AsSpan(0, Math.Min(keep, bytes.Length)).CopyTo(bytes);
        try
        {
            Assert.InRange(Lz4Frame.Decode(bytes, new byte[room]), 0, room);
        }
        catch (Lz4FrameException error)
        {
            Assert.NotEmpty(error.Message);
        }
    }, iter: 20_000);

    [Fact]
    public void DamagedBlocksAreRefusedWithoutTheHelpOfChecksums() => Gen.Int.Array[1, 4].Sample(places =>
    {
        // No checksum at all, as with lz4 --no-frame-crc: whatever the blocks say, the decoder stays within its spans.
        var content = Text(5000);
        var frame = Encode(content)[..^4];
        frame[4] = (byte)(frame[4] & ~(1 << 2));
        frame[14] = (byte)(XxHash32.Compute(frame.AsSpan(4, 10)) >> 8);
        foreach (var place in places)
            frame[HeaderBytes + 4 + (int)((uint)place % (uint)(frame.Length - HeaderBytes - 8))] ^= (byte)(1 + (uint)place % 255);
        const byte Untouched = 0xA5;
        var room = new byte[content.Length + 64];
        Array.Fill(room, Untouched);
        try
        {
            Lz4Frame.Decode(frame, room);
        }
        catch (Lz4FrameException error)
        {
            Assert.True(error.Error is Lz4FrameError.Block or Lz4FrameError.ContentLength, error.Message);
        }

        Assert.Equal(-1, room.AsSpan(content.Length).IndexOfAnyExcept(Untouched));
    }, iter: 2000);

    [Theory]
    [InlineData(0, 0x05, Lz4FrameError.NotAFrame)]
    [InlineData(4, 0b1000_0000, Lz4FrameError.Unsupported)] // version 2
    [InlineData(4, 0b0110_1110, Lz4FrameError.Unsupported)] // reserved bit
    [InlineData(4, 0b0110_1101, Lz4FrameError.Unsupported)] // dictionary
    [InlineData(5, 0b0011_0000, Lz4FrameError.Unsupported)] // block size code 3
    [InlineData(5, 0b1100_0000, Lz4FrameError.Unsupported)] // reserved bit
    [InlineData(5, 0b0100_0001, Lz4FrameError.Unsupported)] // reserved bit
    [InlineData(14, 0x00, Lz4FrameError.HeaderChecksum)]
    public void HeaderFaultsAreTold(int offset, byte value, Lz4FrameError expected)
    {
        var frame = Encode(Text(1000));
        Assert.NotEqual(value, frame[offset]);
        frame[offset] = value;
        Assert.Equal(expected, Error(frame, 1000));
        Assert.Equal(expected, Assert.Throws<Lz4FrameException>(() => Lz4Frame.ReadContentLength(frame)).Error);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(1UL << 32)]
    [InlineData(1001UL)]
    public void DeclaredLengthIsBoundedByTheSpaceGiven(ulong declared) =>
        Assert.Equal(Lz4FrameError.ContentTooLong, Error(Redeclared(declared), 1000));

    [Fact]
    public void DeclaredLengthMustBeThatOfTheContent()
    {
        Assert.Equal(Lz4FrameError.ContentLength, Error(Redeclared(1001), 1001));
        Assert.Equal(Lz4FrameError.Block, Error(Redeclared(999), 1000));
    }

    [Theory]
    [InlineData(0x7FFF_FFFFu)]
    [InlineData(0xFFFF_FFFFu)]
    [InlineData((64u << 10) + 1)]
    public void BlockLongerThanTheHeaderAllowsIsRefused(uint size)
    {
        var frame = Encode(Text(1000));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(HeaderBytes), size);
        Assert.Equal(Lz4FrameError.Block, Error(frame, 1000));
    }

    [Fact]
    public void TrailingBytesAreRefused() =>
        Assert.Equal(Lz4FrameError.TrailingBytes, Error([.. Encode(Text(1000)), 0], 1000));

    [Fact]
    public void WrongContentChecksumIsFound()
    {
        var frame = Encode(Text(1000));
        frame[^1] ^= 1;
        Assert.Equal(Lz4FrameError.ContentChecksum, Error(frame, 1000));
    }

    [Fact]
    public void WrongBlockChecksumIsFound()
    {
        var frame = Lz4Tool.Run(Text(1000), "-BX", "--no-frame-crc");
        frame[^5] ^= 1;
        Assert.Equal(Lz4FrameError.BlockChecksum, Error(frame, 1000));
    }

    [Fact]
    public void NothingIsAllocated()
    {
        var content = Text(300_000);
        var frame = new byte[Lz4Frame.MaxEncodedLength(content.Length)];
        var back = new byte[content.Length];
        Use();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Use();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Use() => Lz4Frame.Decode(frame.AsSpan(0, Lz4Frame.Encode(content, frame)), back);
    }

    /// <summary>A frame of 1000 bytes whose header declares another length, with a checksum that agrees.</summary>
    private static byte[] Redeclared(ulong length)
    {
        var frame = Encode(Text(1000));
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(6), length);
        frame[14] = (byte)(XxHash32.Compute(frame.AsSpan(4, 10)) >> 8);
        return frame;
    }

    /// <summary>Content that packs to about a half: words of a small vocabulary.</summary>
    private static byte[] Text(int bytes)
    {
        var random = new Random(bytes);
        var words = new byte[64][];
        for (var i = 0; i < words.Length; i++)
            random.NextBytes(words[i] = new byte[random.Next(2, 9)]);
        var text = new List<byte>(bytes + 8);
        while (text.Count < bytes)
            text.AddRange(words[random.Next(words.Length)]);
        return text.Take(bytes).ToArray();
    }

    private static byte[] Encode(byte[] content)
    {
        var frame = new byte[Lz4Frame.MaxEncodedLength(content.Length)];
        return frame[..Lz4Frame.Encode(content, frame)];
    }

    private static byte[] Decode(byte[] frame, int length)
    {
        var content = new byte[length];
        Assert.Equal(length, Lz4Frame.Decode(frame, content));
        return content;
    }

    private static Lz4FrameError Error(byte[] frame, int room) =>
        Assert.Throws<Lz4FrameException>(() => Lz4Frame.Decode(frame, new byte[room])).Error;
}
