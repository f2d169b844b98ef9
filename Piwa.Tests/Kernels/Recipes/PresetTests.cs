using System.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Tests.Kernels.Recipes;

public sealed class PresetTests
{
    private const int Samples = 4000;

    [Fact]
    public void RandomNumbersOfOneFieldDoNotMoveThoseOfAnother()
    {
        var first = new RandomStream(1, 2, RandomField.Part, 3);
        var again = new RandomStream(1, 2, RandomField.Part, 3);
        var other = new RandomStream(1, 2, RandomField.Part, 4);
        uint[] a = [.. Enumerable.Range(0, 9).Select(_ => first.NextBits())];
        uint[] b = [.. Enumerable.Range(0, 9).Select(_ => again.NextBits())];
        uint[] c = [.. Enumerable.Range(0, 9).Select(_ => other.NextBits())];
        Assert.Equal(a, b);
        Assert.NotEqual(a, c);
    }

    [Fact]
    public void ZeroversePartCountsFollowThePublishedWeights()
    {
        int[] weights = [5, 5, 5, 4, 4, 3, 2, 1, 1];
        int[] counts = new int[weights.Length];
        foreach (Recipe recipe in Draw(Preset.Zeroverse))
            counts[recipe.Parts.Count(part => part.Operation == PartOperation.Union) - 1]++;

        // Chi-squared with 8 degrees of freedom: 26.1 is exceeded once in a thousand.
        double total = weights.Sum();
        double chi = weights.Select((weight, i) => Math.Pow(counts[i] - (Samples * weight / total), 2) / (Samples * weight / total)).Sum();
        Assert.InRange(chi, 0, 26.1);
    }

    [Fact]
    public void ZeroverseSizesKindsAndCutsFollowThePublishedDistributions()
    {
        Part[] parts = [.. Draw(Preset.Zeroverse).SelectMany(recipe => recipe.Parts)];
        Part[] bodies = [.. parts.Where(part => part.Operation == PartOperation.Union)];
        Assert.All(bodies, part => Assert.True(part.Primitive <= PrimitiveKind.Cylinder));
        Assert.All(bodies, part => Assert.InRange(Geometry.Smallest(part.HalfExtents), 0.25f, Geometry.Largest(part.HalfExtents)));
        Assert.InRange(bodies.Average(part => part.HalfExtents.X), 1.125 - 0.02, 1.125 + 0.02);
        foreach (PrimitiveKind kind in (PrimitiveKind[])[PrimitiveKind.Ellipsoid, PrimitiveKind.Cuboid, PrimitiveKind.Cylinder])
            Assert.InRange(bodies.Count(part => part.Primitive == kind) / (double)bodies.Length, 0.31, 0.36);

        // Each of six sides is flat with probability 0.6.
        double displaced = bodies.Count(part => part.HeightField is not null) / (double)bodies.Length;
        Assert.InRange(displaced, 1 - Math.Pow(0.6, 6) - 0.01, 1 - Math.Pow(0.6, 6) + 0.01);
        Assert.All(bodies.Where(part => part.HeightField is not null), part =>
            Assert.True(part.HeightField!.Amplitudes.Max() <= 0.4f * Geometry.Smallest(part.HalfExtents)));

        double cut = (parts.Length - bodies.Length) / (double)Samples;
        Assert.InRange(cut, 0.37, 0.43);
    }

    [Fact]
    public void PiwaUsesEveryPrimitiveAndOperation()
    {
        Part[] parts = [.. Draw(Preset.Piwa).SelectMany(recipe => recipe.Parts)];
        foreach (PrimitiveKind kind in Enum.GetValues<PrimitiveKind>())
            Assert.InRange(parts.Count(part => part.Primitive == kind), parts.Length / 20, parts.Length);
        Assert.Contains(parts, part => part.Operation == PartOperation.Difference);
        Assert.Contains(parts, part => part.SmoothRadius > 0f);
        Assert.Contains(parts, part => part.HeightField is not null);
    }

    [Fact]
    public void MaterialsAreMetalOrNotAndNeverBetween()
    {
        Material[] materials = [.. Draw(Preset.Piwa).SelectMany(recipe => recipe.Parts).Select(part => part.Material)];
        Assert.All(materials, material => Assert.True(material.Metallic is 0f or 1f));
        Assert.InRange(materials.Average(material => material.Metallic), 0.2, 0.3);
        foreach (MaterialFamily family in Enum.GetValues<MaterialFamily>())
            Assert.Contains(materials, material => material.Family == family);
    }

    [Fact]
    public void RotationsAreUniform()
    {
        var random = new RandomStream(5, 6, RandomField.Part);
        Vector3 sum = Vector3.Zero;
        for (int i = 0; i < Samples; i++)
            sum += Geometry.Rotate(random.NextRotation(), Vector3.UnitX);
        Assert.InRange(sum.Length() / Samples, 0, 0.05);
    }

    [Theory]
    [InlineData("zeroverze", "zeroverse")]
    [InlineData("piwa2", "piwa")]
    public void AnUnknownPresetIsRefusedWithTheKnownOnes(string name, string known) =>
        Assert.Contains(known, Assert.Throws<ArgumentException>(() => Preset.Find(name)).Message, StringComparison.Ordinal);

    private static IEnumerable<Recipe> Draw(Preset preset) =>
        Enumerable.Range(0, Samples).Select(i => preset.Sample(11, (ulong)i, CameraRig.Objaverse12));
}
