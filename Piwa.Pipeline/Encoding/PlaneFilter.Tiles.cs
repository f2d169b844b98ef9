using System.Numerics;
using System.Runtime.Intrinsics;

namespace Piwa.Pipeline.Encoding;

/// <content>The walk over an image, tile by tile of a row: predict then split, join then restore.</content>
public static unsafe partial class PlaneFilter
{
    private static int BestVectorBytes { get; } =
        Vector256.IsHardwareAccelerated ? Vector256<byte>.Count : Vector128.IsHardwareAccelerated ? Vector128<byte>.Count : 0;

    private static void Encode<T>(PlaneLayout layout, T* image, byte* planes, int vectorBytes)
        where T : unmanaged, IBinaryInteger<T>
    {
        var channels = layout.Channels;
        var rowElements = layout.Width * channels;
        var tilePixels = TileBytes / (channels * sizeof(T));
        var left = (layout.Predictor & PlanePredictor.Left) != 0 ? channels : 0;
        var tile = stackalloc T[TileBytes / sizeof(T)];
        for (var y = 0; y < layout.Height; y++)
        {
            var row = image + (nint)y * rowElements;
            var up = y > 0 && (layout.Predictor & PlanePredictor.Up) != 0 ? rowElements : 0;
            for (var x = 0; x < layout.Width; x += tilePixels)
            {
                var pixels = Math.Min(tilePixels, layout.Width - x);
                var count = pixels * channels;
                // The first pixel of a row has no neighbour to the left.
                var alone = x == 0 ? left : 0;
                Predict(row, 0, up, alone, tile, 0);
                Predict(row + x * channels + alone, left, up, count - alone, tile + alone, vectorBytes);
                Split(layout, tile, pixels, planes, y * layout.Width + x, vectorBytes);
            }
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
