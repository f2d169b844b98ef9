using System.Runtime.InteropServices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Exports;

/// <summary>Channels as pictures for the eye: RGBA, red in the lowest byte, alpha 0 in the background.</summary>
public static class ViewPicture
{
    /// <summary>
    /// Colour and albedo as they are; depth in grey, near is light; normals as x, y, z in red, green, blue; material as metallic in blue and
    /// roughness in green; parts in colours of their own; positions as x, y, z in red, green, blue.
    /// </summary>
    /// <param name="asset">The asset.</param>
    /// <param name="channel">One channel, which the asset has.</param>
    /// <param name="view">The view.</param>
    public static int[] Draw(AssetPictures asset, ViewChannels channel, int view)
    {
        ArgumentNullException.ThrowIfNull(asset);
        return Draw(asset.Image(channel, view), channel);
    }

    /// <summary>As of an asset, from its row: nothing else of the row is unpacked.</summary>
    /// <param name="row">The row.</param>
    /// <param name="channel">One channel, which the row has.</param>
    /// <param name="view">The view.</param>
    /// <exception cref="FormatException">The image is damaged.</exception>
    public static int[] Draw(AssetRow row, ViewChannels channel, int view)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)view, (uint)row.ViewCount);
        return Draw(AssetContent.Image<byte>(row, channel, view), channel);
    }

    private static int[] Draw(ReadOnlySpan<byte> image, ViewChannels channel)
    {
        return channel switch
        {
            ViewChannels.Depth => Depth(MemoryMarshal.Cast<byte, ushort>(image)),
            ViewChannels.Normal => Map<ushort>(image, 1, code =>
            {
                System.Numerics.Vector3 n = OctahedralNormal.Decode(code[0]);
                return Canvas.Rgb(Byte(n.X), Byte(n.Y), Byte(n.Z));
            }),
            ViewChannels.Material => Map<byte>(image, 2, pair => Canvas.Rgb(40, pair[1], pair[0])),
            ViewChannels.Part => Map<byte>(image, 1, part => PartColor(part[0])),
            ViewChannels.Position => Map<ushort>(image, 3, place => Canvas.Rgb(place[0] >> 8, place[1] >> 8, place[2] >> 8)),
            _ => MemoryMarshal.Cast<byte, int>(image).ToArray(),
        };

        static int Byte(float value) => (int)((value * 127f) + 127.5f);
    }

    private delegate int Shade<T>(ReadOnlySpan<T> pixel) where T : unmanaged;

    private static int[] Map<T>(ReadOnlySpan<byte> image, int values, Shade<T> shade) where T : unmanaged
    {
        ReadOnlySpan<T> pixels = MemoryMarshal.Cast<byte, T>(image);
        var picture = new int[pixels.Length / values];
        for (int i = 0; i < picture.Length; i++)
        {
            ReadOnlySpan<T> pixel = pixels.Slice(i * values, values);
            if (MemoryMarshal.AsBytes(pixel).ContainsAnyExcept((byte)0))
                picture[i] = shade(pixel);
        }

        return picture;
    }

    private static int[] Depth(ReadOnlySpan<ushort> depth)
    {
        const int Nearest = 250, Farthest = 40;
        int low = ushort.MaxValue, high = 0;
        foreach (ushort value in depth)
        {
            if (value != 0)
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        var picture = new int[depth.Length];
        for (int i = 0; i < picture.Length; i++)
        {
            if (depth[i] == 0)
                continue;
            int grey = Nearest - ((depth[i] - low) * (Nearest - Farthest) / Math.Max(high - low, 1));
            picture[i] = Canvas.Rgb(grey, grey, grey);
        }

        return picture;
    }

    /// <summary>Hues a golden angle apart: neighbours differ most.</summary>
    private static int PartColor(int part)
    {
        const float GoldenRatio = 0.618034f;
        float hue = part * GoldenRatio % 1f;
        return Canvas.Rgb(Wave(hue), Wave(hue + (2f / 3f)), Wave(hue + (1f / 3f)));

        static int Wave(float h) => (int)(70 + (170 * Math.Clamp(MathF.Abs((h % 1f * 6f) - 3f) - 1f, 0f, 1f)));
    }
}
