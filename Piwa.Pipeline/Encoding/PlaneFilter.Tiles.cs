using System.Numerics;
using System.Runtime.Intrinsics;

namespace Piwa.Pipeline.Encoding;

/// <content>The walk over an image: predict then split, tile by tile whatever rows they are of; join then restore, tile by tile of a row.</content>
public static unsafe partial class PlaneFilter
{
    private static int BestVectorBytes { get; } =
        Vector256.IsHardwareAccelerated ? Vector256<byte>.Count : Vector128.IsHardwareAccelerated ? Vector128<byte>.Count : 0;

    private static void Encode<T>(PlaneLayout layout, T* image, byte* planes, int vectorBytes)
        where T : unmanaged, IBinaryInteger<T>
    {
        var channels = layout.Channels;
        var rowElements = layout.Width * channels;
        var imagePixels = layout.Width * layout.Height;
        var tilePixels = TileBytes / (channels * sizeof(T));
        var left = (layout.Predictor & PlanePredictor.Left) != 0 ? channels : 0;
        var tile = stackalloc T[TileBytes / sizeof(T)];
        for (int at = 0, pixels; at < imagePixels; at += pixels)
        {
            // The first row has no neighbours above: no tile goes on from it to the second.
            var up = at >= layout.Width && (layout.Predictor & PlanePredictor.Up) != 0 ? rowElements : 0;
            pixels = Math.Min(tilePixels, (at < layout.Width ? layout.Width : imagePixels) - at);
            var count = pixels * channels;
            var current = image + (nint)at * channels;
            // To the left of the first pixel of the image, and above the left of the second row's, is nothing to read.
            var alone = at == 0 || at == layout.Width ? left : 0;
            Predict(current + alone, left, up, count - alone, tile + alone, vectorBytes);
            if (left != 0)
            {
                // Elsewhere the neighbour of a row's first pixel was the last one of the row before: not so.
                for (var first = (at + layout.Width - 1) / layout.Width * layout.Width; first < at + pixels; first += layout.Width)
                    Predict(image + (nint)first * channels, 0, up, channels, tile + (first - at) * channels, 0);
            }

            Split(layout, tile, pixels, planes, at, vectorBytes);
        }
    }

    private static void Decode<T>(PlaneLayout layout, T* image, byte* planes, int vectorBytes)
        where T : unmanaged, IBinaryInteger<T>
    {
        var channels = layout.Channels;
        var rowElements = layout.Width * channels;
        var tilePixels = TileBytes / (channels * sizeof(T));
        var tile = stackalloc T[TileBytes / sizeof(T)];
        // What the differences of the current row add up to so far, per channel.
        var sums = stackalloc T[PlaneLayout.MaxChannels];
        for (var y = 0; y < layout.Height; y++)
        {
            var row = image + (nint)y * rowElements;
            new Span<T>(sums, PlaneLayout.MaxChannels).Clear();
            for (var x = 0; x < layout.Width; x += tilePixels)
            {
                var pixels = Math.Min(tilePixels, layout.Width - x);
                var count = pixels * channels;
                Join(layout, planes, y * layout.Width + x, pixels, tile, vectorBytes);
                if (sizeof(T) > 1)
                    Unfold(tile, count, vectorBytes);
                if ((layout.Predictor & PlanePredictor.Left) != 0)
                    SumAlongRow(tile, count, channels, sums, vectorBytes);
                var target = row + x * channels;
                if (y > 0 && (layout.Predictor & PlanePredictor.Up) != 0)
                    Add(tile, target - rowElements, count, target, vectorBytes);
                else
                    new ReadOnlySpan<T>(tile, count).CopyTo(new Span<T>(target, count));
            }
        }
    }
}
