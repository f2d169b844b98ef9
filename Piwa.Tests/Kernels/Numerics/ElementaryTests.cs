using CsCheck;
using Piwa.Kernels.Numerics;
using E = Piwa.Kernels.Numerics.Elementary<Piwa.Kernels.Numerics.FloatX1, Piwa.Kernels.Numerics.IntX1, Piwa.Kernels.Numerics.MaskX1>;

namespace Piwa.Tests.Kernels.Numerics;

/// <summary>Accuracy against double precision, in units of the last place of the result.</summary>
public sealed class ElementaryTests
{
    [Fact]
    public void SineAndCosineAreAccurateTo2e_7() => Gen.Float[-9999f, 9999f].Sample(x =>
    {
        E.SinCos(x, out FloatX1 sine, out FloatX1 cosine);
        Assert.Equal(Math.Sin(x), sine.Value, 2e-7);
        Assert.Equal(Math.Cos(x), cosine.Value, 2e-7);
    });

    [Fact]
    public void SineOfQuarterTurnsIsAccurate()
    {
        for (int quarter = -8; quarter <= 8; quarter++)
        {
            float x = quarter * MathF.PI / 2f;
            E.SinCos(x, out FloatX1 sine, out FloatX1 cosine);
            Assert.Equal(Math.Sin(x), sine.Value, 1e-7);
            Assert.Equal(Math.Cos(x), cosine.Value, 1e-7);
        }
    }

    [Fact]
    public void PowersOfTwoAreAccurateTo2Ulp() =>
        Gen.Float[-125f, 126f].Sample(x => AssertRelative(Math.Pow(2, x), E.Exp2(x).Value));

    [Theory]
    [InlineData(-200f, -126)]
    [InlineData(-126f, -126)]
    [InlineData(127f, 127)]
    [InlineData(500f, 127)]
    public void PowersOfTwoAreClampedToNormalFloats(float x, int exponent) => Assert.Equal(MathF.ScaleB(1f, exponent), E.Exp2(x).Value);

    [Fact]
    public void LogarithmsAreAccurate() => Gen.Float[1e-30f, 1e30f].Sample(x => Assert.Equal(Math.Log2(x), E.Log2(x).Value, 2e-5));

    [Fact]
    public void LogarithmsOfPowersOfTwoAreExact()
    {
        for (int exponent = -126; exponent <= 127; exponent++)
            Assert.Equal(exponent, E.Log2(MathF.ScaleB(1f, exponent)).Value);
    }

    [Theory]
    [InlineData(0f, 2f, 0f)]
    [InlineData(1f, 100f, 1f)]
    [InlineData(0.25f, 0.5f, 0.5f)]
    [InlineData(1e-39f, 2f, 0f)]
    public void PowersHandleTheirEdges(float x, float y, float expected) => Assert.Equal(expected, E.Pow(x, y).Value, 1e-6f);

    [Fact]
    public void AnglesAreAccurateInAllQuadrants() =>
        Gen.Select(Gen.Float[-1000f, 1000f], Gen.Float[-1000f, 1000f])
            .Where(v => MathF.Max(MathF.Abs(v.Item1), MathF.Abs(v.Item2)) > 1e-20f)
            .Sample((y, x) => Assert.Equal(Math.Atan2(y, x), E.Atan2(y, x).Value, 4e-7));

    [Fact]
    public void TheZeroVectorHasAngleZero() => Assert.Equal(0f, E.Atan2(0f, 0f).Value);

    private static void AssertRelative(double expected, float actual)
    {
        const double TwoUlp = 2.4e-7;
        Assert.InRange(actual / expected, 1 - TwoUlp, 1 + TwoUlp);
    }
}
