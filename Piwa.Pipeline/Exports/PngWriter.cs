using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Piwa.Pipeline.Exports;

/// <summary>Writes PNG files (W3C PNG, third edition): truecolour with and without alpha, or 16-bit greyscale.</summary>
public static class PngWriter
{
    private const byte GreyscaleType = 0;
    private const byte TruecolourType = 2;
    private const byte TruecolourAlphaType = 6;
    private const byte UpFilter = 2;

    private static readonly byte[] Signature = [137, 80, 78, 71, 13, 10, 26, 10];

    /// <summary>Writes 8-bit RGBA pixels <c>[y, x]</c>, red in the lowest byte.</summary>
    public static void WriteColor(Stream target, ReadOnlySpan<int> pixels, int width, int height) =>
        Write(target, MemoryMarshal.AsBytes(pixels), width, height, sizeof(int), 8, TruecolourAlphaType);

    /// <summary>Writes 8-bit pixels <c>[y, x, (red, green, blue)]</c>.</summary>
    public static void WriteRgb(Stream target, ReadOnlySpan<byte> pixels, int width, int height) =>
        Write(target, pixels, width, height, 3, 8, TruecolourType);

    /// <summary>Writes 16-bit grey values <c>[y, x]</c>.</summary>
    public static void WriteGrey(Stream target, ReadOnlySpan<ushort> pixels, int width, int height)
    {
        var bigEndian = new ushort[pixels.Length];
        BinaryPrimitives.ReverseEndianness(pixels, bigEndian);
        Write(target, MemoryMarshal.AsBytes<ushort>(bigEndian), width, height, sizeof(ushort), 16, GreyscaleType);
    }

    private static void Write(
        Stream target,
        ReadOnlySpan<byte> pixels,
        int width,
        int height,
        int pixelBytes,
        byte bitDepth,
        byte colorType)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.Length != (long)width * height * pixelBytes)
            throw new ArgumentException($"Expected {width} x {height} pixels, got {pixels.Length / pixelBytes}.", nameof(pixels));

        target.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = bitDepth;
        header[9] = colorType;
        WriteChunk(target, "IHDR"u8, header);
        WriteChunk(target, "IDAT"u8, Pack(pixels, width * pixelBytes, height));
        WriteChunk(target, "IEND"u8, []);
    }

    /// <summary>Each row as its difference to the row above, which suits rendered images, then zlib.</summary>
    private static ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> pixels, int rowBytes, int height)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var line = new byte[1 + rowBytes];
            line[0] = UpFilter;
            for (int y = 0; y < height; y++)
            {
                ReadOnlySpan<byte> row = pixels.Slice(y * rowBytes, rowBytes);
                for (int i = 0; i < rowBytes; i++)
                    line[1 + i] = (byte)(row[i] - (y > 0 ? pixels[((y - 1) * rowBytes) + i] : 0));
                zlib.Write(line);
            }
        }

        return packed.GetBuffer().AsSpan(0, (int)packed.Length);
    }

    private static void WriteChunk(Stream target, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        target.Write(word);
        target.Write(type);
        target.Write(data);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, crc.GetCurrentHashAsUInt32());
        target.Write(word);
    }
}
