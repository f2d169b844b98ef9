using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Piwa.Pipeline.Encoding;

namespace Piwa.Tests.Exports;

public sealed class PngTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(300, 200)]
    public void ColorComesBack(int width, int height)
    {
        int[] pixels = Noise(width * height);
        var file = new MemoryStream();
        PngWriter.WriteColor(file, pixels, width, height);
        byte[] decoded = Decode(file.ToArray(), out (int Width, int Height, byte Depth, byte Type) header);
        Assert.Equal((width, height, (byte)8, (byte)6), header);
        byte[] expected = new byte[4 * pixels.Length];
        Buffer.BlockCopy(pixels, 0, expected, 0, expected.Length);
        Assert.Equal(expected, decoded);
    }

    [Fact]
    public void RgbComesBack()
    {
        byte[] pixels = [.. Noise(3 * 35).Select(value => (byte)value)];
        var file = new MemoryStream();
        PngWriter.WriteRgb(file, pixels, 5, 7);
        byte[] decoded = Decode(file.ToArray(), out (int Width, int Height, byte Depth, byte Type) header);
        Assert.Equal((5, 7, (byte)8, (byte)2), header);
        Assert.Equal(pixels, decoded);
    }

    [Fact]
    public void GreyComesBack()
    {
        ushort[] pixels = [.. Noise(35).Select(value => (ushort)value)];
        var file = new MemoryStream();
        PngWriter.WriteGrey(file, pixels, 5, 7);
        byte[] decoded = Decode(file.ToArray(), out (int Width, int Height, byte Depth, byte Type) header);
        Assert.Equal((5, 7, (byte)16, (byte)0), header);
        Assert.Equal(pixels, Enumerable.Range(0, 35).Select(i => BinaryPrimitives.ReadUInt16BigEndian(decoded.AsSpan(2 * i))));
    }

    [Fact]
    public void WrongSizesAreRefused() => Assert.Throws<ArgumentException>(() => PngWriter.WriteColor(Stream.Null, new int[5], 2, 3));

    private static int[] Noise(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next())];
    }

    /// <summary>Reads a PNG as W3C says, checksums included; filters None and Up only.</summary>
    internal static byte[] Decode(byte[] file, out (int Width, int Height, byte Depth, byte Type) header)
    {
        Assert.Equal([137, 80, 78, 71, 13, 10, 26, 10], file[..8]);
        header = default;
        var data = new MemoryStream();
        List<string> types = [];
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            string type = System.Text.Encoding.ASCII.GetString(file, at + 4, 4);
            types.Add(type);
            ReadOnlySpan<byte> body = file.AsSpan(at + 8, length);
            Assert.Equal(Crc32.HashToUInt32(file.AsSpan(at + 4, 4 + length)), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
            if (type == "IHDR")
                header = (BinaryPrimitives.ReadInt32BigEndian(body), BinaryPrimitives.ReadInt32BigEndian(body[4..]), body[8], body[9]);
            if (type == "IDAT")
                data.Write(body);
            at += 12 + length;
        }

        Assert.Equal(["IHDR", "IDAT", "IEND"], types);
        data.Position = 0;
        var raw = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionMode.Decompress))
            zlib.CopyTo(raw);

        int rowBytes = header.Width * header.Depth / 8 * (header.Type switch { 6 => 4, 2 => 3, _ => 1 });
        byte[] lines = raw.ToArray(), pixels = new byte[rowBytes * header.Height];
        Assert.Equal((rowBytes + 1) * header.Height, lines.Length);
        for (int y = 0; y < header.Height; y++)
        {
            byte filter = lines[y * (rowBytes + 1)];
            Assert.True(filter is 0 or 2);
            for (int x = 0; x < rowBytes; x++)
            {
                byte above = filter == 2 && y > 0 ? pixels[((y - 1) * rowBytes) + x] : (byte)0;
                pixels[(y * rowBytes) + x] = (byte)(lines[(y * (rowBytes + 1)) + 1 + x] + above);
            }
        }

        return pixels;
    }
}
