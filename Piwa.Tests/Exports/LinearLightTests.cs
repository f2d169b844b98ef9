using Piwa.Pipeline.Exports;

namespace Piwa.Tests.Exports;

/// <summary>The tables against the formula.</summary>
public sealed class LinearLightTests
{
    [Fact]
    public void AColorIsItsOwnMean()
    {
        for (int code = 0; code < 256; code++)
        {
            int color = code | ((255 - code) << 8) | ((code ^ 0x55) << 16);
            Assert.Equal(color, LinearLight.Mean(color, color, color, color));
        }
    }

    [Theory]
    [InlineData(255, 0, 0, 0, 137)]
    [InlineData(255, 255, 0, 0, 188)]
    [InlineData(255, 255, 255, 0, 225)]
    [InlineData(1, 0, 0, 0, 0)]
    public void LightIsAveraged(int a, int b, int c, int d, int mean) =>
        Assert.Equal(mean * 0x010101, LinearLight.Mean(a * 0x010101, b * 0x010101, c * 0x010101, d * 0x010101));

    [Fact]
    public void AnyMeanIsThatOfTheFormula()
    {
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++)
        {
            int[] codes = [random.Next(256), random.Next(256), random.Next(256), random.Next(256)];
            double light = codes.Average(Linear);
            double code = 255 * (light <= 0.0031308 ? light * 12.92 : (1.055 * Math.Pow(light, 1 / 2.4)) - 0.055);
            Assert.InRange(LinearLight.Mean(codes[0], codes[1], codes[2], codes[3]) - code, -0.53, 0.53);
        }

        static double Linear(int code) => code <= 10 ? code / 255.0 / 12.92 : Math.Pow(((code / 255.0) + 0.055) / 1.055, 2.4);
    }
}
