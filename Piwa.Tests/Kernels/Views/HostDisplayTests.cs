using Piwa.Kernels.Numerics;
using Piwa.Kernels.Views;

namespace Piwa.Tests.Kernels.Views;

/// <summary>The host's table of display codes against the formula.</summary>
public sealed class HostDisplayTests
{
    private const int One = 0x3F800000, Width = 8;

    /// <summary>Floats from 0 to 1 in three parts, one for each channel: 2^30 and some million.</summary>
    [Fact]
    public void EveryFloatHasTheCodeOfTheFormula()
    {
        const int Part = (One / 3) + 1;
        Parallel.For(0, (Part + Width - 1) / Width / 1024 + 1, block =>
        {
            for (int first = block * 1024 * Width; first < Math.Min((block + 1) * 1024 * Width, Part); first += Width)
            {
                var light = new Rgb<FloatX8, IntX8, MaskX8>(Floats(first), Floats(first + Part), Floats(Math.Min(first + (2 * Part), One - Width + 1)));
                IntX8 expected = Display<FloatX8, IntX8, MaskX8>.Encode(light), actual = HostDisplay<FloatX8, IntX8, MaskX8>.Encode(light);
                if (!expected.Value.Equals(actual.Value))
                    Assert.Fail($"From bits {first:X}, {first + Part:X} and {first + (2 * Part):X} on: {expected.Value} by the formula, {actual.Value} by the table.");
            }
        });
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1e-7f)]
    [InlineData(1e-45f)]
    [InlineData(0.0031308f)]
    [InlineData(1f)]
    [InlineData(1.0000001f)]
    [InlineData(1.000001f)]
    public void WhatRoundingLeavesOutsideIsTheSameToo(float light)
    {
        var color = new Rgb<FloatX1, IntX1, MaskX1>(light, 0.25f, 1f);
        Assert.Equal(Display<FloatX1, IntX1, MaskX1>.Encode(color).Value, HostDisplay<FloatX1, IntX1, MaskX1>.Encode(color).Value);
    }

    private static FloatX8 Floats(int firstBits) => FloatX8.FromBits(IntX8.Sequence(firstBits));
}
