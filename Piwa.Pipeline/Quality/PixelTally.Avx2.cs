using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piwa.Pipeline.Quality;

/// <content>Eight pixels at a time: linear levels are gathered from one table and weighted as sums.</content>
internal readonly partial record struct PixelTally
{
    private static readonly int[] Linear = [.. Enumerable.Range(0, Levels).Select(level => (int)LinearOf(level))];

    /// <summary>Adds whole vectors.</summary>
    /// <returns>How many pixels those were.</returns>
    private static int AddVectors(ReadOnlySpan<int> pixels, ref PixelTally tally)
    {
        if (!Avx2.IsSupported)
            return 0;

        // A lane's sum of levels of 16 bits has 32.
        const int MostPixels = Levels * Levels;
        int whole = pixels.Length & -Vector256<int>.Count;
        for (int start = 0; start < whole; start += MostPixels)
            tally += OfVectors(pixels[start..Math.Min(start + MostPixels, whole)]);
        return whole;
    }

    private static unsafe PixelTally OfVectors(ReadOnlySpan<int> some)
    {
        Vector256<uint> red = default, green = default, blue = default;
        Vector256<int> covered = default, burnt = default, black = default;
        Vector256<int> level = Vector256.Create(Levels - 1), alpha = Vector256.Create(Levels - 1 << (3 * 8));
        fixed (int* linear = Linear, pixels = some)
        {
            for (int i = 0; i < some.Length; i += Vector256<int>.Count)
            {
                Vector256<int> pixel = Vector256.Load(pixels + i);
                Vector256<int> isCovered = pixel >> 31; // alpha from 128 on
                if (isCovered == Vector256<int>.Zero)
                    continue;

                red += (Avx2.GatherVector256(linear, pixel & level, sizeof(int)) & isCovered).AsUInt32();
                green += (Avx2.GatherVector256(linear, (pixel >>> 8) & level, sizeof(int)) & isCovered).AsUInt32();
                blue += (Avx2.GatherVector256(linear, (pixel >>> 16) & level, sizeof(int)) & isCovered).AsUInt32();
                Vector256<byte> high = Vector256.GreaterThanOrEqual(pixel.AsByte(), Vector256.Create((byte)BurntLevel));
                Vector256<byte> low = Vector256.LessThanOrEqual(pixel.AsByte(), Vector256.Create((byte)BlackLevel));
                covered -= isCovered;
                burnt -= Vector256.Equals(high.AsInt32() | alpha, Vector256<int>.AllBitsSet) & isCovered;
                black -= Vector256.Equals(low.AsInt32() | alpha, Vector256<int>.AllBitsSet) & isCovered;
            }
        }

        ulong luminance = (RedWeight * Sum(red)) + (GreenWeight * Sum(green)) + (BlueWeight * Sum(blue));
        return new PixelTally(Vector256.Sum(covered), luminance, Vector256.Sum(burnt), Vector256.Sum(black));

        static ulong Sum(Vector256<uint> values)
        {
            (Vector256<ulong> low, Vector256<ulong> high) = Vector256.Widen(values);
            return Vector256.Sum(low + high);
        }
    }
}
