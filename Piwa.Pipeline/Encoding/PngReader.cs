using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Piwa.Pipeline.Encoding;

/// <summary>Reads what <see cref="PngWriter"/> writes: one data chunk, no palette, no interlacing.</summary>
internal static class PngReader
{
    /// <summary>Reads pixels; 16-bit samples big-endian.</summary>
    /// <param name="file">The file.</param>
    /// <param name="width">Columns that the image has.</param>
    /// <param name="height">Rows that the image has.</param>
    /// <param name="format">What its pixels are.</param>
    /// <exception cref="FormatException">The file is damaged, or another image.</exception>
    public static byte[] Read(ReadOnlySpan<byte> file, int width, int height, PngFormat format)
    {
        if (!file.StartsWith(PngWriter.Signature))
            throw new FormatException("It is no PNG.");

        file = file[PngWriter.Signature.Length..];
        ReadOnlySpan<byte> header = Chunk(ref file, "IHDR"u8);
        Span<byte> expected = stackalloc byte[PngWriter.HeaderBytes];
        PngWriter.WriteHeader(expected, width, height, format);
        if (!header.SequenceEqual(expected))
            throw new FormatException($"It is no PNG of {width} x {height} pixels of the kind {format}.");

        byte[] pixels = Unpack(Chunk(ref file, "IDAT"u8), width * format.PixelBytes, height);
        Chunk(ref file, "IEND"u8);
        return file.IsEmpty ? pixels : throw new FormatException($"{file.Length} bytes follow the PNG.");
    }

    private static ReadOnlySpan<byte> Chunk(ref ReadOnlySpan<byte> file, ReadOnlySpan<byte> type)
    {
        const int Frame = 12; // length, type, checksum
        int length = file.Length >= Frame ? BinaryPrimitives.ReadInt32BigEndian(file) : -1;
        if (length < 0 || length > file.Length - Frame || !file.Slice(4, 4).SequenceEqual(type))
            throw new FormatException("The chunks of a PNG are not those that belong there.");

        ReadOnlySpan<byte> data = file.Slice(8, length);
        if (Crc32.HashToUInt32(file.Slice(4, 4 + length)) != BinaryPrimitives.ReadUInt32BigEndian(file[(8 + length)..]))
            throw new FormatException("A chunk of a PNG has another checksum.");
        file = file[(Frame + length)..];
        return data;
    }

    private static byte[] Unpack(ReadOnlySpan<byte> data, int rowBytes, int height)
    {
        var pixels = new byte[rowBytes * height];
        var line = new byte[1 + rowBytes];
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
            for (int y = 0; y < height; y++)
            {
                zlib.ReadExactly(line);
                Span<byte> row = pixels.AsSpan(y * rowBytes, rowBytes);
                line.AsSpan(1).CopyTo(row);
                if (line[0] != PngWriter.UpFilter)
                    throw new FormatException($"A row of a PNG has filter {line[0]}.");
                for (int i = 0; y > 0 && i < rowBytes; i++)
                    row[i] += pixels[((y - 1) * rowBytes) + i];
            }

            return zlib.ReadByte() < 0 ? pixels : throw new FormatException("A PNG has more rows than its header says.");
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            throw new FormatException($"The rows of a PNG are damaged: {fault.Message}", fault);
        }
    }
}
