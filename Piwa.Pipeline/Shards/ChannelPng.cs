using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>Channels as PNG files, without loss; see docs/formats.md.</summary>
internal static class ChannelPng
{
    private const byte Covered = 255;

    /// <summary>Writes a channel of a view.</summary>
    /// <param name="target">Receives the file.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="image">Its pixels <c>[y, x]</c>.</param>
    /// <param name="resolution">Pixels along a side.</param>
    public static void Write(Stream target, ViewChannels channel, ReadOnlySpan<byte> image, int resolution)
    {
        PngFormat format = Format(channel);
        var pixels = new byte[resolution * resolution * format.PixelBytes];
        switch (channel)
        {
            case ViewChannels.Depth or ViewChannels.Position:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(image), MemoryMarshal.Cast<byte, ushort>(pixels.AsSpan()));
                break;
            case ViewChannels.Normal or ViewChannels.Material:
                Spread(image, pixels, isNormal: channel == ViewChannels.Normal);
                break;
            default:
                image.CopyTo(pixels);
                break;
        }

        PngWriter.Write(target, pixels, resolution, resolution, format);
    }

    /// <summary>Reads what <see cref="Write"/> writes.</summary>
    /// <exception cref="FormatException">The file is damaged, or another image.</exception>
    public static byte[] Read(ReadOnlySpan<byte> file, ViewChannels channel, int resolution)
    {
        byte[] pixels = PngReader.Read(file, resolution, resolution, Format(channel));
        switch (channel)
        {
            case ViewChannels.Depth or ViewChannels.Position:
                Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(pixels.AsSpan());
                BinaryPrimitives.ReverseEndianness(words, words);
                return pixels;
            case ViewChannels.Normal or ViewChannels.Material:
                return Gather(pixels, isNormal: channel == ViewChannels.Normal);
            default:
                return pixels;
        }
    }

    private static PngFormat Format(ViewChannels channel) => channel switch
    {
        ViewChannels.Depth => new(1, 16),
        ViewChannels.Normal or ViewChannels.Material => new(3, 8),
        ViewChannels.Part => new(1, 8),
        ViewChannels.Position => new(3, 16),
        _ => new(4, 8),
    };

    /// <summary>Normals: u red, v green, blue 255 where there is a surface. Materials as glTF has them: roughness green, metallic blue.</summary>
    private static void Spread(ReadOnlySpan<byte> pairs, Span<byte> pixels, bool isNormal)
    {
        for (int i = 0; i < pairs.Length / 2; i++)
        {
            byte first = pairs[2 * i], second = pairs[(2 * i) + 1];
            Span<byte> pixel = pixels.Slice(3 * i, 3);
            (pixel[0], pixel[1], pixel[2]) = isNormal
                ? (first, second, (first | second) != 0 ? Covered : (byte)0)
                : ((byte)0, second, first);
        }
    }

    private static byte[] Gather(ReadOnlySpan<byte> pixels, bool isNormal)
    {
        var pairs = new byte[pixels.Length / 3 * 2];
        for (int i = 0; i < pairs.Length / 2; i++)
        {
            ReadOnlySpan<byte> pixel = pixels.Slice(3 * i, 3);
            (pairs[2 * i], pairs[(2 * i) + 1]) = isNormal ? (pixel[0], pixel[1]) : (pixel[2], pixel[1]);
        }

        return pairs;
    }
}
