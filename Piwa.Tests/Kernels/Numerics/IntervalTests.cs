using CsCheck;
using Piwa.Kernels.Numerics;
using Number = Piwa.Kernels.Numerics.Interval<Piwa.Kernels.Numerics.FloatX1, Piwa.Kernels.Numerics.IntX1, Piwa.Kernels.Numerics.MaskX1>;

namespace Piwa.Tests.Kernels.Numerics;

/// <summary>What is computed of places within intervals is within the interval that is computed of these.</summary>
public sealed class IntervalTests
{
    private static readonly Gen<(float Low, float High, float Value)> Ordinary = Within(Gen.Float[-8f, 8f]);
    private static readonly Gen<(float Low, float High, float Value)> Positive = Within(Gen.Float[0f, 8f]);

    [Fact]
    public void SumsProductsAndQuotientsAreWithin() => Gen.Select(Ordinary, Ordinary, Ordinary).Sample((a, b, c) =>
    {
        FloatX1 x = a.Value, y = b.Value, z = c.Value;
        Number u = Of(a), v = Of(b), w = Of(c);
        AssertWithin(x + y, u + v);
        AssertWithin(x - y, u - v);
        AssertWithin(x * y, u * v);
        if (float.IsFinite(a.Value / b.Value))
            AssertWithin(x / y, u / v);
        AssertWithin(x * b.Value, u * b.Value);
        AssertWithin(FloatX1.Fma(x, y, z), Number.Fma(u, v, w));
        AssertWithin(FloatX1.Fma(x, b.Value, z), Number.Fma(u, b.Value, w));
        AssertWithin(FloatX1.Fma(x, b.Value, c.Value), Number.Fma(u, b.Value, c.Value));
    });

    [Fact]
    public void ChoicesAreWithin() => Gen.Select(Ordinary, Ordinary).Sample((a, b) =>
    {
        FloatX1 x = a.Value, y = b.Value;
        Number u = Of(a), v = Of(b);
        AssertWithin(FloatX1.Min(x, y), Number.Min(u, v));
        AssertWithin(FloatX1.Max(x, y), Number.Max(u, v));
        AssertWithin(FloatX1.Abs(x), Number.Abs(u));
        AssertWithin(-x, -u);
        AssertWithin(FloatX1.Floor(x), Number.Floor(u));
        AssertWithin(FloatX1.Select(x < y, x, -y), Number.Select(u < v, u, -v));
        AssertWithin(FloatX1.Select(!(x >= y) ^ (x > 0f), x, -y), Number.Select(!(u >= v) ^ (u > 0f), u, -v));
        AssertWithin(FloatX1.Select((x <= y) & (x > 0f) | (y < 1f), x, -y), Number.Select((u <= v) & (u > 0f) | (v < 1f), u, -v));
    });

    [Fact]
    public void AnglesAndPowersAreWithin() => Gen.Select(Ordinary, Ordinary, Positive, Positive).Sample((a, b, c, d) =>
    {
        FloatX1.SinCos(a.Value * 20f, out FloatX1 sine, out FloatX1 cosine);
        Number.SinCos(Of(a) * 20f, out Number sines, out Number cosines);
        AssertWithin(sine, sines);
        AssertWithin(cosine, cosines);
        AssertWithin(FloatX1.Atan2(a.Value, b.Value), Number.Atan2(Of(a), Of(b)));
        AssertWithin(FloatX1.Sqrt(c.Value), Number.Sqrt(Of(c)));
        AssertWithin(FloatX1.Pow(c.Value, d.Value), Number.Pow(Of(c), Of(d)));
        AssertWithin(FloatX1.Log2(c.Value + 0.01f), Number.Log2(Of(c) + 0.01f));
    });

    [Fact]
    public void NoiseIsWithin() => Gen.Select(Ordinary, Ordinary, Ordinary, Gen.Int).Sample((a, b, c, seed) =>
    {
        AssertWithin(FloatX1.GradientNoise(a.Value, b.Value, c.Value, seed), Number.GradientNoise(Of(a), Of(b), Of(c), seed));
        AssertWithin(FloatX1.OctaveNoise(a.Value, b.Value, c.Value, seed, 4, 0f, false), Number.OctaveNoise(Of(a), Of(b), Of(c), seed, 4, 0f, false));
        AssertWithin(FloatX1.OctaveNoise(a.Value, b.Value, c.Value, seed, 4, 0f, true), Number.OctaveNoise(Of(a), Of(b), Of(c), seed, 4, 0f, true));
        FloatX1.CellNoise(a.Value, b.Value, c.Value, seed, out FloatX1 nearest, out FloatX1 second, out _);
        Number.CellNoise(Of(a), Of(b), Of(c), seed, out Number nearests, out Number seconds, out _);
        AssertWithin(nearest, nearests);
        AssertWithin(second, seconds);
    });

    [Fact]
    public void WhatOverflowsMayBeAnything()
    {
        Number any = new Number(1f, 2f) / new Number(-1f, 1f), twice = any * any - any;
        Assert.Equal((float.MinValue, float.MaxValue), (any.Low.Value, any.High.Value));
        Assert.Equal((float.MinValue, float.MaxValue), (twice.Low.Value, twice.High.Value));
    }

    private static Gen<(float Low, float High, float Value)> Within(Gen<float> numbers) => Gen.Select(numbers, numbers, Gen.Float[0f, 1f], (a, b, t) =>
    {
        float low = MathF.Min(a, b), high = MathF.Max(a, b);
        return (low, high, Math.Clamp(low + ((high - low) * t), low, high));
    });

    private static Number Of((float Low, float High, float Value) range) => new(range.Low, range.High);

    private static void AssertWithin(FloatX1 value, Number interval) =>
        Assert.True(value.Value >= interval.Low.Value && value.Value <= interval.High.Value, $"{value.Value} in {interval.Low.Value} to {interval.High.Value}");
}
