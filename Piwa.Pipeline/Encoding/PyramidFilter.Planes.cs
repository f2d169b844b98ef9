using System.Numerics;
using System.Runtime.Intrinsics;

namespace Piwa.Pipeline.Encoding;

/// <content>From pixels to the bands of a plane, and back.</content>
internal sealed unsafe partial class PyramidFilter
{
    private const int Red = 0, Green = 1, Blue = 2, Alpha = 3, ColorBytes = 4;

    // Red and blue as differences to green: no difference is in the middle, so that small ones do not wrap.
    private const byte MiddleDifference = 128;

    // Planes of colour: alpha is the gate of the others, and green what red and blue are predicted from.
    private static ReadOnlySpan<byte> ColorOfPlane => [Alpha, Green, Red, Blue];

    /// <summary>Whether all channels are 0 wherever the first plane is.</summary>
    private static bool IsEmptyWithFirst<T>(PlaneLayout layout, T* image) where T : unmanaged, IBinaryInteger<T>
    {
        int pixels = layout.Width * layout.Height, channels = layout.Channels;
        if (IsColor(layout))
        {
            var alpha = Vector256.Create(0xFF000000u);
            var wrong = Vector256<uint>.Zero;
            int i = 0;
            for (; i <= pixels - Vector256<uint>.Count; i += Vector256<uint>.Count)
            {
                Vector256<uint> pixel = Vector256.Load((uint*)image + i);
                wrong |= Vector256.AndNot(Vector256.Equals(pixel & alpha, Vector256<uint>.Zero), Vector256.Equals(pixel, Vector256<uint>.Zero));
            }

            for (; i < pixels; i++)
                wrong |= Vector256.Create(((uint*)image)[i] is > 0 and < 0x01000000u ? 1u : 0u);
            return wrong == Vector256<uint>.Zero;
        }

        for (int i = 0; i < pixels; i++, image += channels)
        {
            if (*image != T.Zero)
                continue;
            for (int channel = 1; channel < channels; channel++)
            {
                if (image[channel] != T.Zero)
                    return false;
            }
        }

        return true;
    }

    /// <summary>Splits a channel into bands.</summary>
    /// <returns>Its pixel (0, 0).</returns>
    private T Split<T>(PlaneLayout layout, T* image, int channel, bool isGated, T* bands, T* row) where T : unmanaged, IBinaryInteger<T>
    {
        new Span<T>(bands, _plan.Length).Clear();
        ReadOnlySpan<PyramidLevel> levels = _plan.Levels;
        T first = T.Zero;
        for (int y = 0; y < layout.Height; y++, image += layout.Width * layout.Channels)
        {
            T* pixels = row;
            if (layout.Channels == 1)
                pixels = image;
            else if (IsColor(layout))
                TakeColor((byte*)image, layout.Width, ColorOfPlane[channel], isGated, (byte*)row);
            else
                TakeChannel(image + channel, layout.Width, layout.Channels, row);
            if (y == 0)
                first = *pixels;
            if (levels.Length > 0)
                SplitRow(pixels, levels[0], y, bands);
        }

        for (int i = 1; i < levels.Length; i++)
        {
            PyramidLevel finer = levels[i - 1];
            for (int y = 0; y < finer.EvenHeight; y++)
                SplitRow(bands + finer.Even + (y * finer.Stride), levels[i], y, bands);
        }

        return first;
    }

    /// <summary>The opposite of <see cref="Split"/>, of the finest level; colours other than green need that the channels before are there.</summary>
    private void Join<T>(PlaneLayout layout, T* image, int channel, bool isGated, T first, T* bands, T* row) where T : unmanaged, IBinaryInteger<T>
    {
        for (int y = 0; y < layout.Height; y++, image += layout.Width * layout.Channels)
        {
            if (_plan.LevelCount > 0)
                JoinRow(_plan.Levels[0], y, bands, row);
            else
                *row = first;
            if (IsColor(layout))
                PutColor((byte*)row, layout.Width, ColorOfPlane[channel], isGated, (byte*)image);
            else
            {
                for (int x = 0; x < layout.Width; x++)
                    image[(x * layout.Channels) + channel] = row[x];
            }
        }
    }

    private static void JoinLevel<T>(PyramidLevel level, T* bands, PyramidLevel finer, T* row) where T : unmanaged, IBinaryInteger<T>
    {
        for (int y = 0; y < finer.EvenHeight; y++)
        {
            JoinRow(level, y, bands, row);
            new ReadOnlySpan<T>(row, finer.EvenWidth).CopyTo(new Span<T>(bands + finer.Even + (y * finer.Stride), finer.EvenWidth));
        }
    }

    private static void SplitRow<T>(T* row, PyramidLevel level, int y, T* bands) where T : unmanaged, IBinaryInteger<T>
    {
        int line = (y >> 1) * level.Stride;
        T* even = bands + line + ((y & 1) == 0 ? level.Even : level.Below), odd = bands + line + ((y & 1) == 0 ? level.Beside : level.Odd);
        int x = 0;
        for (; x <= level.OddWidth - Vector256<T>.Count; x += Vector256<T>.Count)
        {
            if (sizeof(T) == sizeof(byte))
            {
                Vector256<ushort> first = Vector256.Load((byte*)(row + (2 * x))).AsUInt16();
                Vector256<ushort> second = Vector256.Load((byte*)(row + (2 * x)) + Vector256<byte>.Count).AsUInt16();
                var low = Vector256.Create((ushort)byte.MaxValue);
                Vector256.Narrow(first & low, second & low).Store((byte*)(even + x));
                Vector256.Narrow(first >>> 8, second >>> 8).Store((byte*)(odd + x));
            }
            else
            {
                Vector256<uint> first = Vector256.Load((ushort*)(row + (2 * x))).AsUInt32();
                Vector256<uint> second = Vector256.Load((ushort*)(row + (2 * x)) + Vector256<ushort>.Count).AsUInt32();
                var low = Vector256.Create((uint)ushort.MaxValue);
                Vector256.Narrow(first & low, second & low).Store((ushort*)(even + x));
                Vector256.Narrow(first >>> 16, second >>> 16).Store((ushort*)(odd + x));
            }
        }

        for (; x < level.OddWidth; x++)
            (even[x], odd[x]) = (row[2 * x], row[(2 * x) + 1]);
        if (level.EvenWidth > level.OddWidth)
            even[level.OddWidth] = row[2 * level.OddWidth];
    }

    private static void JoinRow<T>(PyramidLevel level, int y, T* bands, T* row) where T : unmanaged, IBinaryInteger<T>
    {
        int line = (y >> 1) * level.Stride;
        T* even = bands + line + ((y & 1) == 0 ? level.Even : level.Below), odd = bands + line + ((y & 1) == 0 ? level.Beside : level.Odd);
        for (int x = 0; x < level.OddWidth; x++)
            (row[2 * x], row[(2 * x) + 1]) = (even[x], odd[x]);
        if (level.EvenWidth > level.OddWidth)
            row[2 * level.OddWidth] = even[level.OddWidth];
    }

    private static void TakeColor(byte* pixels, int width, int color, bool isGated, byte* row)
    {
        int x = 0;
        for (; x <= width - Vector256<byte>.Count; x += Vector256<byte>.Count)
        {
            uint* four = (uint*)pixels + x;
            Vector256<byte> value = Take(four, color);
            if (color is Red or Blue)
            {
                value = value - Take(four, Green) + Vector256.Create(MiddleDifference);
                if (isGated)
                    value = Vector256.AndNot(value, Vector256.Equals(Take(four, Alpha), Vector256<byte>.Zero));
            }

            value.Store(row + x);
        }

        for (; x < width; x++)
        {
            byte* pixel = pixels + (x * ColorBytes);
            row[x] = color is not (Red or Blue) ? pixel[color]
                : isGated && pixel[Alpha] == 0 ? (byte)0
                : (byte)(pixel[color] - pixel[Green] + MiddleDifference);
        }

        static Vector256<byte> Take(uint* pixels, int color)
        {
            int shift = 8 * color, step = Vector256<uint>.Count;
            return Vector256.Narrow(
                Vector256.Narrow(OneOf(pixels), OneOf(pixels + step)), Vector256.Narrow(OneOf(pixels + (2 * step)), OneOf(pixels + (3 * step))));

            Vector256<uint> OneOf(uint* some) => (Vector256.Load(some) >>> shift) & Vector256.Create((uint)byte.MaxValue);
        }
    }

    private static void PutColor(byte* row, int width, int color, bool isGated, byte* pixels)
    {
        for (int x = 0; x < width; x++, pixels += ColorBytes)
        {
            pixels[color] = color is not (Red or Blue) ? row[x]
                : isGated && pixels[Alpha] == 0 ? (byte)0
                : (byte)(row[x] + pixels[Green] - MiddleDifference);
        }
    }

    private static void TakeChannel<T>(T* source, int width, int channels, T* row) where T : unmanaged
    {
        for (int x = 0; x < width; x++)
            row[x] = source[x * channels];
    }
}
