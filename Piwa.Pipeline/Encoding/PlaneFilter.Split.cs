using System.Runtime.Intrinsics;

namespace Piwa.Pipeline.Encoding;

/// <content>
/// From pixels to byte arrays and back. Three arrangements have their own code: one group of bytes, colour and alpha, one group of
/// 16-bit elements. Whatever else there is goes byte by byte.
/// </content>
public static unsafe partial class PlaneFilter
{
    private const int ColorBytes = 3, PixelBytes = 4;
    private const int PixelsPerVector = 4;

    // Of four pixels R G B A: the colours to the front, alpha to the end; and back.
    private static Vector128<byte> ColorFirst => Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15);

    private static Vector128<byte> PixelByPixel => Vector128.Create((byte)0, 1, 2, 12, 3, 4, 5, 13, 6, 7, 8, 14, 9, 10, 11, 15);

    /// <summary>Writes the bytes of some pixels, the first of which is pixel <paramref name="at"/> of the image.</summary>
    private static void Split<T>(PlaneLayout layout, T* tile, int pixels, byte* planes, int at, int vectorBytes)
        where T : unmanaged
    {
        var imagePixels = (nint)layout.Width * layout.Height;
        var lead = layout.LeadChannels;
        var rest = layout.Channels - lead;
        var leadPlane = planes + (nint)at * lead;
        var restPlane = planes + imagePixels * lead * sizeof(T) + (nint)at * rest;
        if (sizeof(T) == 1 && rest == 0)
            new ReadOnlySpan<byte>(tile, pixels * lead).CopyTo(new Span<byte>(leadPlane, pixels * lead));
        else if (sizeof(T) == 1 && lead == ColorBytes && rest == 1)
            SplitColor((byte*)tile, pixels, leadPlane, restPlane, vectorBytes);
        else if (sizeof(T) == sizeof(ushort) && rest == 0)
            SplitWords((ushort*)tile, pixels * lead, leadPlane, leadPlane + imagePixels * lead, vectorBytes);
        else
        {
            var source = (byte*)tile;
            for (var pixel = 0; pixel < pixels; pixel++)
                for (var channel = 0; channel < lead + rest; channel++)
                    for (var k = 0; k < sizeof(T); k++)
                        *GeneralPlace(leadPlane, restPlane, imagePixels, lead, rest, pixel, channel, k) = *source++;
        }
    }

    /// <summary>The opposite of <see cref="Split"/>.</summary>
    private static void Join<T>(PlaneLayout layout, byte* planes, int at, int pixels, T* tile, int vectorBytes)
        where T : unmanaged
    {
        var imagePixels = (nint)layout.Width * layout.Height;
        var lead = layout.LeadChannels;
        var rest = layout.Channels - lead;
        var leadPlane = planes + (nint)at * lead;
        var restPlane = planes + imagePixels * lead * sizeof(T) + (nint)at * rest;
        if (sizeof(T) == 1 && rest == 0)
            new ReadOnlySpan<byte>(leadPlane, pixels * lead).CopyTo(new Span<byte>(tile, pixels * lead));
        else if (sizeof(T) == 1 && lead == ColorBytes && rest == 1)
            JoinColor(leadPlane, restPlane, pixels, (byte*)tile, vectorBytes);
        else if (sizeof(T) == sizeof(ushort) && rest == 0)
            JoinWords(leadPlane, leadPlane + imagePixels * lead, pixels * lead, (ushort*)tile, vectorBytes);
        else
        {
            var target = (byte*)tile;
            for (var pixel = 0; pixel < pixels; pixel++)
                for (var channel = 0; channel < lead + rest; channel++)
                    for (var k = 0; k < sizeof(T); k++)
                        *target++ = *GeneralPlace(leadPlane, restPlane, imagePixels, lead, rest, pixel, channel, k);
        }
    }

    private static byte* GeneralPlace(
        byte* leadPlane, byte* restPlane, nint imagePixels, int lead, int rest, int pixel, int channel, int k) =>
        channel < lead
            ? leadPlane + (k * imagePixels + pixel) * lead + channel
            : restPlane + (k * imagePixels + pixel) * rest + channel - lead;

    private static void SplitColor(byte* source, int pixels, byte* colors, byte* alphas, int vectorBytes)
    {
        var i = 0;
        // A store of colours is four bytes longer than they are; the next one covers them. The last pixels go one by one.
        if (vectorBytes > 0)
            for (; i <= pixels - 2 * PixelsPerVector; i += PixelsPerVector)
            {
                var split = Vector128.ShuffleNative(Vector128.Load(source + i * PixelBytes), ColorFirst);
                split.Store(colors + i * ColorBytes);
                *(uint*)(alphas + i) = split.AsUInt32()[3];
            }

        for (; i < pixels; i++)
        {
            for (var channel = 0; channel < ColorBytes; channel++)
                colors[i * ColorBytes + channel] = source[i * PixelBytes + channel];
            alphas[i] = source[i * PixelBytes + ColorBytes];
        }
    }

    private static void JoinColor(byte* colors, byte* alphas, int pixels, byte* target, int vectorBytes)
    {
        var i = 0;
        // A load of colours is four bytes longer than they are: not for the last pixels.
        if (vectorBytes > 0)
            for (; i <= pixels - 2 * PixelsPerVector; i += PixelsPerVector)
            {
                var split = Vector128.Load(colors + i * ColorBytes).AsUInt32().WithElement(3, *(uint*)(alphas + i));
                Vector128.ShuffleNative(split.AsByte(), PixelByPixel).Store(target + i * PixelBytes);
            }

        for (; i < pixels; i++)
        {
            for (var channel = 0; channel < ColorBytes; channel++)
                target[i * PixelBytes + channel] = colors[i * ColorBytes + channel];
            target[i * PixelBytes + ColorBytes] = alphas[i];
        }
    }

    private static void SplitWords(ushort* source, int count, byte* lows, byte* highs, int vectorBytes)
    {
        var i = 0;
        if (vectorBytes == Vector256<byte>.Count)
            for (; i <= count - Vector256<byte>.Count; i += Vector256<byte>.Count)
            {
                var first = Vector256.Load(source + i);
                var second = Vector256.Load(source + i + Vector256<ushort>.Count);
                Vector256.Narrow(first, second).Store(lows + i);
                Vector256.Narrow(first >>> 8, second >>> 8).Store(highs + i);
            }
        else if (vectorBytes == Vector128<byte>.Count)
            for (; i <= count - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                var first = Vector128.Load(source + i);
                var second = Vector128.Load(source + i + Vector128<ushort>.Count);
                Vector128.Narrow(first, second).Store(lows + i);
                Vector128.Narrow(first >>> 8, second >>> 8).Store(highs + i);
            }

        for (; i < count; i++)
        {
            lows[i] = (byte)source[i];
            highs[i] = (byte)(source[i] >> 8);
        }
    }

    private static void JoinWords(byte* lows, byte* highs, int count, ushort* target, int vectorBytes)
    {
        var i = 0;
        if (vectorBytes == Vector256<byte>.Count)
            for (; i <= count - Vector256<byte>.Count; i += Vector256<byte>.Count)
            {
                var (firstLow, secondLow) = Vector256.Widen(Vector256.Load(lows + i));
                var (firstHigh, secondHigh) = Vector256.Widen(Vector256.Load(highs + i));
                (firstLow | (firstHigh << 8)).Store(target + i);
                (secondLow | (secondHigh << 8)).Store(target + i + Vector256<ushort>.Count);
            }
        else if (vectorBytes == Vector128<byte>.Count)
            for (; i <= count - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                var (firstLow, secondLow) = Vector128.Widen(Vector128.Load(lows + i));
                var (firstHigh, secondHigh) = Vector128.Widen(Vector128.Load(highs + i));
                (firstLow | (firstHigh << 8)).Store(target + i);
                (secondLow | (secondHigh << 8)).Store(target + i + Vector128<ushort>.Count);
            }

        for (; i < count; i++)
            target[i] = (ushort)(lows[i] | (highs[i] << 8));
    }
}
