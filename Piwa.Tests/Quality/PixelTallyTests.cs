using Piwa.Pipeline.Quality;

namespace Piwa.Tests.Quality;

public sealed class PixelTallyTests
{
    [Theory]
    [InlineData(255, 255, 255, 1.0)]
    [InlineData(0, 0, 0, 0.0)]
    [InlineData(128, 128, 128, 0.215861)]
    [InlineData(255, 0, 0, 0.2126)]
    [InlineData(0, 255, 0, 0.7152)]
    [InlineData(0, 0, 255, 0.0722)]
    [InlineData(10, 10, 10, 0.003035)]
    public void LuminanceIsLinear(int r, int g, int b, double expected)
    {
        PixelTally tally = PixelTally.OfColor([0, Pixel(r, g, b, 255), 0, 0]);
        Assert.Equal(1, tally.Covered);
        Assert.Equal(expected, tally.MeanLuminance, 2e-5);
    }

    [Theory]
    [InlineData(127, 0)]
    [InlineData(128, 1)]
    [InlineData(129, 1)]
    public void APixelIsCoveredFromHalfAlphaOn(int alpha, int covered) =>
        Assert.Equal(covered, PixelTally.OfColor([Pixel(9, 9, 9, alpha)]).Covered);

    [Theory]
    [InlineData(249, 255, 255, 0, 0)]
    [InlineData(250, 250, 250, 1, 0)]
    [InlineData(255, 255, 249, 0, 0)]
    [InlineData(5, 5, 5, 0, 1)]
    [InlineData(5, 6, 5, 0, 0)]
    [InlineData(0, 0, 6, 0, 0)]
    public void BurntAndBlackPixelsAreCounted(int r, int g, int b, int burnt, int black)
    {
        PixelTally tally = PixelTally.OfColor([Pixel(r, g, b, 200)]);
        Assert.Equal((burnt, black), ((int)tally.Burnt, (int)tally.Black));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(200)]
    [InlineData(70_000)]
    public void ManyPixelsCountAsEachDoes(int pixels)
    {
        var random = new Random(pixels);
        var row = new int[pixels];
        PixelTally expected = default;
        for (int i = 0; i < row.Length; i++)
        {
            int[] levels = [0, 5, 6, 128, 249, 250, 255];
            row[i] = Pixel(
                random.GetItems(levels, 1)[0], random.GetItems(levels, 1)[0], random.GetItems(levels, 1)[0], random.Next(256));
            expected += PixelTally.OfColor([row[i]]);
        }

        Assert.Equal(expected, PixelTally.OfColor(row));
    }

    [Fact]
    public void DepthCountsWhatIsNotBackground() => Assert.Equal(2, PixelTally.OfDepth([0, 1, 0, 65535]).Covered);

    [Fact]
    public void NoLevelIsNearHalfAStepSoThatEveryLibraryRoundsItAlike()
    {
        for (int level = 0; level < 256; level++)
        {
            double value = level / 255.0, linear = 65535 * (value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4));
            Assert.True(Math.Abs(linear - Math.Floor(linear) - 0.5) > 1e-6, $"{level}");
        }
    }

    internal static int Pixel(int r, int g, int b, int alpha) => r | (g << 8) | (b << 16) | (alpha << 24);
}
