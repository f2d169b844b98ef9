using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piwa.Pipeline.Quality;

/// <content>Sixty-four pixels at a time: a table of 256 bytes is four registers, and linear levels are two such tables, low bytes and high bytes.</content>
internal readonly partial record struct PixelTally
{
    private const int WidePixels = 64;

    private static readonly byte[] LinearLow = [.. Enumerable.Range(0, Levels).Select(level => (byte)LinearOf(level))];
    private static readonly byte[] LinearHigh = [.. Enumerable.Range(0, Levels).Select(level => (byte)(LinearOf(level) >> 8))];

    // Of two vectors of sixteen pixels each: all first bytes, then all second ones; all third ones, then all fourth ones.
    private static readonly Vector512<byte> RedGreen = Every(0, 1);
    private static readonly Vector512<byte> BlueAlpha = Every(2, 3);

    /// <summary>Adds whole blocks of pixels.</summary>
    /// <returns>How many pixels those were.</returns>
    private static unsafe int AddWide(ReadOnlySpan<int> pixels, ref PixelTally tally)
    {
        const byte LowerHalves = 0b01_00_01_00, UpperHalves = 0b11_10_11_10;
        if (!Avx512Vbmi.IsSupported || !Vector512.IsHardwareAccelerated)
            return 0;

        Vector512<ulong> redLow = default, redHigh = default, greenLow = default, greenHigh = default, blueLow = default, blueHigh = default;
        long covered = 0, burnt = 0, black = 0;
        int whole = pixels.Length & -WidePixels;
        Vector512<byte> redGreen = RedGreen, blueAlpha = BlueAlpha;
        fixed (int* start = pixels)
        fixed (byte* low = LinearLow, high = LinearHigh)
        {
            for (int i = 0; i < whole; i += WidePixels)
            {
                byte* at = (byte*)(start + i);
                Vector512<byte> first = Vector512.Load(at), second = Vector512.Load(at + 64);
                Vector512<byte> third = Vector512.Load(at + 128), fourth = Vector512.Load(at + 192);
                if (((first | second | third | fourth).AsInt32().ExtractMostSignificantBits()) == 0)
                    continue;

                Vector512<ulong> front = Avx512Vbmi.PermuteVar64x8x2(first, redGreen, second).AsUInt64();
                Vector512<ulong> back = Avx512Vbmi.PermuteVar64x8x2(third, redGreen, fourth).AsUInt64();
                Vector512<byte> red = Avx512F.Shuffle4x128(front, back, LowerHalves).AsByte(), green = Avx512F.Shuffle4x128(front, back, UpperHalves).AsByte();
                front = Avx512Vbmi.PermuteVar64x8x2(first, blueAlpha, second).AsUInt64();
                back = Avx512Vbmi.PermuteVar64x8x2(third, blueAlpha, fourth).AsUInt64();
                Vector512<byte> blue = Avx512F.Shuffle4x128(front, back, LowerHalves).AsByte(), alpha = Avx512F.Shuffle4x128(front, back, UpperHalves).AsByte();

                Vector512<byte> isCovered = Vector512.GreaterThanOrEqual(alpha, Vector512.Create((byte)128));
                redLow += Sum(Look(low, red) & isCovered);
                redHigh += Sum(Look(high, red) & isCovered);
                greenLow += Sum(Look(low, green) & isCovered);
                greenHigh += Sum(Look(high, green) & isCovered);
                blueLow += Sum(Look(low, blue) & isCovered);
                blueHigh += Sum(Look(high, blue) & isCovered);
                Vector512<byte> least = Vector512.Min(Vector512.Min(red, green), blue), most = Vector512.Max(Vector512.Max(red, green), blue);
                covered += Count(isCovered);
                burnt += Count(Vector512.GreaterThanOrEqual(least, Vector512.Create((byte)BurntLevel)) & isCovered);
                black += Count(Vector512.LessThanOrEqual(most, Vector512.Create((byte)BlackLevel)) & isCovered);
            }
        }

        ulong luminance = (RedWeight * Total(redLow, redHigh)) + (GreenWeight * Total(greenLow, greenHigh)) + (BlueWeight * Total(blueLow, blueHigh));
        tally += new PixelTally(covered, luminance, burnt, black);
        return whole;

        static ulong Total(Vector512<ulong> low, Vector512<ulong> high) => Vector512.Sum(low) + (Levels * Vector512.Sum(high));
    }

    /// <summary>Entries of a table of 256 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector512<byte> Look(byte* table, Vector512<byte> index)
    {
        Vector512<byte> lower = Avx512Vbmi.PermuteVar64x8x2(Vector512.Load(table), index, Vector512.Load(table + 64));
        Vector512<byte> upper = Avx512Vbmi.PermuteVar64x8x2(Vector512.Load(table + 128), index, Vector512.Load(table + 192));
        return Vector512.ConditionalSelect(Vector512.LessThan(index.AsSByte(), Vector512<sbyte>.Zero).AsByte(), upper, lower);
    }

    /// <summary>Sums of eight bytes each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Sum(Vector512<byte> values) => Avx512BW.SumAbsoluteDifferences(values, Vector512<byte>.Zero).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Count(Vector512<byte> mask) => System.Numerics.BitOperations.PopCount(mask.ExtractMostSignificantBits());

    private static Vector512<byte> Every(int first, int second)
    {
        Span<byte> order = stackalloc byte[Vector512<byte>.Count];
        for (int i = 0; i < order.Length / 2; i++)
            (order[i], order[i + (order.Length / 2)]) = ((byte)((sizeof(int) * i) + first), (byte)((sizeof(int) * i) + second));
        return Vector512.Create<byte>(order);
    }
}
