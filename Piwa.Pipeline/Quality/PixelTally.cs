using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Piwa.Pipeline.Quality;

/// <summary>Counts over the covered pixels of views.</summary>
/// <param name="Covered">Covered pixels.</param>
/// <param name="Luminance">Sum of their luminances in steps of <see cref="LuminanceScale"/>.</param>
/// <param name="Burnt">Those with red, green and blue of at least 250.</param>
/// <param name="Black">Those with red, green and blue of at most 5.</param>
internal readonly partial record struct PixelTally(long Covered, ulong Luminance, long Burnt, long Black)
{
    private const int BurntLevel = 250;
    private const int BlackLevel = 5;
    private const int Levels = 256;
    private const double LinearScale = 65_535;
    private const int WeightBits = 16;

    /// <summary>The step of luminances: 1 / (65,535 * 65,536), so that a pixel's fits into 32 bits.</summary>
    private const double LuminanceScale = LinearScale * (1 << WeightBits);

    // Above the luminance, an entry counts 1 if its level is burnt and 1 if it is black, each in three bits: with a bias of 1, three
    // channels carry into the third bit, two do not.
    private const int BurntFlag = 42;
    private const int BlackFlag = 46;
    private const ulong BurntOne = 1UL << (BurntFlag - 2);
    private const ulong BlackOne = 1UL << (BlackFlag - 2);
    private const ulong FlagBias = BurntOne + BlackOne;

    // Rec. ITU-R BT.709: 0.2126, 0.7152, 0.0722 in 65,536ths; their sum is 65,536.
    private const uint RedWeight = 13_933;
    private const uint GreenWeight = 46_871;
    private const uint BlueWeight = 4_732;

    private static readonly ulong[] Red = Table(RedWeight);
    private static readonly ulong[] Green = Table(GreenWeight);
    private static readonly ulong[] Blue = Table(BlueWeight);

    /// <summary>Mean luminance of the covered pixels, 0 to 1; 0 when there are none.</summary>
    public double MeanLuminance => Covered == 0 ? 0 : Luminance / (Covered * LuminanceScale);

    public static PixelTally operator +(PixelTally a, PixelTally b) =>
        new(a.Covered + b.Covered, a.Luminance + b.Luminance, a.Burnt + b.Burnt, a.Black + b.Black);

    /// <summary>Share of the covered pixels, 0 to 1.</summary>
    public double ShareOf(long pixels) => Covered == 0 ? 0 : (double)pixels / Covered;

    /// <summary>Tally of pixels of colour, in any order; background counts for nothing.</summary>
    public static PixelTally OfColor(ReadOnlySpan<int> pixels)
    {
        PixelTally tally = default;
        pixels = pixels[AddWide(pixels, ref tally)..];
        AddPixels(pixels[AddVectors(pixels, ref tally)..], ref tally);
        return tally;
    }

    private static void AddPixels(ReadOnlySpan<int> pixels, ref PixelTally tally)
    {
        long covered = 0, burnt = 0, black = 0;
        ulong luminance = 0;
        foreach (int pixel in pixels)
        {
            if (pixel >= 0)
                continue; // alpha below 128: the highest bit is not set

            ulong sum = FlagBias + Level(Red, pixel) + Level(Green, pixel >> 8) + Level(Blue, pixel >> 16);
            covered++;
            luminance += (uint)sum;
            burnt += (long)(sum >> BurntFlag) & 1;
            black += (long)(sum >> BlackFlag) & 1;
        }

        tally += new PixelTally(covered, luminance, burnt, black);
    }

    /// <summary>Tally of a depth plane: covered pixels alone.</summary>
    public static PixelTally OfDepth(ReadOnlySpan<ushort> depth)
    {
        long covered = 0;
        foreach (ushort value in depth)
            covered += value != 0 ? 1 : 0;
        return new PixelTally(covered, 0, 0, 0);
    }

    /// <summary>Entry for the lowest byte; a byte is within any table of <see cref="Levels"/>.</summary>
    private static ulong Level(ulong[] table, int value) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(table), value & 0xFF);

    /// <summary>A level of sRGB (IEC 61966-2-1), linear; rounded to whole numbers, as libraries differ in the last bit.</summary>
    private static ulong LinearOf(int level)
    {
        double value = level / 255.0;
        return (ulong)Math.Round((value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4)) * LinearScale);
    }

    /// <summary>Luminance that a channel adds, by its level, and its flags.</summary>
    private static ulong[] Table(uint weight)
    {
        var table = new ulong[Levels];
        for (int level = 0; level < Levels; level++)
        {
            table[level] = weight * LinearOf(level)
                + (level >= BurntLevel ? BurntOne : 0)
                + (level <= BlackLevel ? BlackOne : 0);
        }

        return table;
    }
}
