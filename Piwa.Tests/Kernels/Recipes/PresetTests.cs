using System.Collections.Concurrent;
using System.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Tests.Kernels.Recipes;

public sealed class PresetTests
{
    private const int Samples = 4000;

    private static readonly ConcurrentDictionary<string, IReadOnlyList<Recipe>> Drawn = new();

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
            counts[recipe.Parts.Count(IsBody) - 1]++;

        // Chi-squared with 8 degrees of freedom: 26.1 is exceeded once in a thousand.
        double total = weights.Sum();
        double chi = weights.Select((weight, i) => Math.Pow(counts[i] - (Samples * weight / total), 2) / (Samples * weight / total)).Sum();
        Assert.InRange(chi, 0, 26.1);
    }

    [Fact]
    public void ZeroverseSizesKindsAndCutsFollowThePublishedDistributions()
    {
        Part[] parts = [.. Draw(Preset.Zeroverse).SelectMany(recipe => recipe.Parts)];
        Part[] bodies = [.. parts.Where(IsBody)];
        Assert.All(bodies, part => Assert.InRange(Geometry.Smallest(part.HalfExtents), 0.25f, Geometry.Largest(part.HalfExtents)));
        Assert.InRange(bodies.Average(part => part.HalfExtents.X), 1.125 - 0.02, 1.125 + 0.02);
        foreach (PrimitiveKind kind in (PrimitiveKind[])[PrimitiveKind.Ellipsoid, PrimitiveKind.Cuboid, PrimitiveKind.Cylinder])
            Assert.InRange(bodies.Count(part => part.Primitive == kind) / (double)bodies.Length, 0.31, 0.36);

        // Each of six sides is flat with probability 0.6.
        double displaced = bodies.Count(part => part.Displacement is not null) / (double)bodies.Length;
        Assert.InRange(displaced, 1 - Math.Pow(0.6, 6) - 0.01, 1 - Math.Pow(0.6, 6) + 0.01);
        Assert.All(bodies.Where(part => part.Displacement is not null), part =>
            Assert.True(part.Displacement!.Amplitudes.Max() <= 0.4f * Geometry.Smallest(part.HalfExtents)));

        double cut = parts.Count(part => part.Operation == PartOperation.Difference) / (double)Samples;
        Assert.InRange(cut, 0.37, 0.43);
        double wired = parts.Count(part => part.Primitive is PrimitiveKind.Cage or PrimitiveKind.Lattice) / (double)Samples;
        Assert.InRange(wired, 0.17, 0.23);
    }

    public static TheoryData<string> Levels => [.. Preset.Ladder.Select(level => level.Name)];

    [Theory]
    [MemberData(nameof(Levels))]
    public void TheLadderFollowsThePublishedLevels(string name)
    {
        int level = int.Parse(name[1..], System.Globalization.CultureInfo.InvariantCulture);
        Recipe[] recipes = [.. Draw(Preset.Find(name))];
        Part[][] bodies = [.. recipes.Select(recipe => recipe.Parts.Where(part => part.Primitive <= PrimitiveKind.Cylinder && part.Operation == PartOperation.Union).ToArray())];
        int most = level switch { 1 or 2 => 1, 3 => 3, 4 => 6, _ => 9 };
        Assert.Equal(most, bodies.Max(parts => parts.Length));
        Assert.Equal(level == 1 ? 1 : 3, bodies.SelectMany(parts => parts).Select(part => part.Primitive).Distinct().Count());

        bool fields = level is 6 or 9 or 10 or 12;
        Assert.Equal(fields, bodies.SelectMany(parts => parts).Any(part => part.Displacement is not null));
        AssertShare(level is 7 or 9 or 11 or 12 ? 0.4 : level == 13 ? 1 : 0, recipe => recipe.Parts.Any(part => part.Operation == PartOperation.Difference));
        AssertShare(
            level is 8 or 10 or 11 or 12 ? 0.2 : level == 13 ? 1 : 0,
            recipe => recipe.Parts.Any(part => part.Primitive is PrimitiveKind.Cage or PrimitiveKind.Lattice));

        void AssertShare(double expected, Func<Recipe, bool> has) =>
            Assert.InRange(recipes.Count(has) / (double)recipes.Length, expected - 0.025, expected + 0.025);
    }

    [Fact]
    public void PiwaUsesAllItHas()
    {
        Recipe[] recipes = [.. Draw(Preset.Piwa)];
        Part[] parts = [.. recipes.SelectMany(recipe => recipe.Parts)];
        foreach (PrimitiveKind kind in Enum.GetValues<PrimitiveKind>().Where(kind => kind != PrimitiveKind.Formula))
            Assert.InRange(parts.Count(part => part.Primitive == kind), parts.Length / 150, parts.Length / 4);
        foreach (DeformationKind kind in Enum.GetValues<DeformationKind>())
            Assert.InRange(parts.Count(part => part.Deformations.Any(deformation => deformation.Kind == kind)), parts.Length / 40, parts.Length);
        foreach (DisplacementKind kind in Enum.GetValues<DisplacementKind>())
            Assert.Contains(parts, part => part.Displacement?.Kind == kind);
        Assert.Contains(parts, part => part.Operation == PartOperation.Difference);
        Assert.Contains(parts, part => part.SmoothRadius > 0f);
        Assert.Contains(parts, part => part.ShellThickness > 0f);

        // A long tail: two in a hundred recipes have ten parts and more, and groups add to the rest.
        Assert.InRange(recipes.Count(recipe => recipe.Parts.Count >= 10) / (double)recipes.Length, 0.05, 0.4);
        Assert.All(recipes, recipe => Assert.InRange(recipe.Parts.Count, 1, Recipe.MaxPartCount));
    }

    [Fact]
    public void EverySampledRecipeIsValid()
    {
        foreach (Preset preset in Preset.All)
        {
            foreach (Recipe recipe in Draw(preset).Take(300))
                RecipeValidator.Validate(recipe);
        }
    }

    [Fact]
    public void MetallicIsBimodalAndRoughnessHasAPeakAndATail()
    {
        Material[] materials = [.. Draw(Preset.Piwa).SelectMany(recipe => recipe.Parts).Select(part => part.Material)];
        Assert.InRange(materials.Count(material => material.Metallic is not (0f or 1f)) / (double)materials.Length, 0.05, 0.1);
        Assert.InRange(materials.Count(material => material.Metallic == 1f) / (double)materials.Length, 0.2, 0.35);
        Assert.InRange(materials.Count(material => material.Roughness < 0.05f) / (double)materials.Length, 0.09, 0.14);
        Assert.InRange(materials.Average(material => material.Roughness), 0.4, 0.5);
        foreach (MaterialFamily family in Enum.GetValues<MaterialFamily>())
            Assert.Contains(materials, material => material.Family == family);
        Assert.InRange(Enum.GetValues<MaterialFamily>().Length, 24, 64);
    }

    [Fact]
    public void LightsShareTheirBudgetWithTheSky()
    {
        // Strengths are at most the budget of 1.5, of which each light takes its share of what is left.
        Lighting[] lightings = [.. Draw(Preset.Piwa).Select(recipe => recipe.Lighting)];
        foreach (int count in (int[])[1, 2, 3])
            Assert.InRange(lightings.Count(lighting => lighting.Lights.Count == count) / (double)Samples, 0.3, 0.37);
        double[] totals = [.. lightings.Select(lighting => lighting.Lights.Sum(light => (light.Irradiance.X + light.Irradiance.Y + light.Irradiance.Z) / 3.0))];
        Assert.InRange(totals.Max(), 3, 1.5 * 2.6 * 1.16);
        Assert.All(lightings, lighting => Assert.True(lighting.Sky[0].X > 0.5f));

        // Upward: the mean of normal directions with 0.6 added to z.
        Assert.InRange(lightings.SelectMany(lighting => lighting.Lights).Average(light => light.Direction.Z), 0.25, 0.4);
    }

    [Fact]
    public void ATwinDiffersInOneThingOnly()
    {
        foreach (ulong index in (ulong[])[0, 1, 2, 3, 4])
        {
            Recipe original = Preset.Piwa.Sample(11, index, CameraRig.Objaverse12);
            Recipe material = Twin(new Twin(TwinKind.Material, 0)), other = Twin(new Twin(TwinKind.Material, 1)), light = Twin(new Twin(TwinKind.Light, 0));
            Assert.Equal(Geometry(original), Geometry(material));
            Assert.NotEqual(Materials(original), Materials(material));
            Assert.NotEqual(Materials(other), Materials(material));
            Assert.Equal(original.Lighting.Sky, material.Lighting.Sky);
            Assert.Equal(Geometry(original), Geometry(light));
            Assert.Equal(Materials(original), Materials(light));
            Assert.NotEqual(original.Lighting.Sky, light.Lighting.Sky);
            Assert.Equal(original.Cameras, light.Cameras);

            Recipe Twin(Twin twin) => Preset.Piwa.Sample(11, index, CameraRig.Objaverse12, twin);
        }

        static string Geometry(Recipe recipe) => RecipeJson.Write(recipe with
        {
            Origin = null,
            Parts = [.. recipe.Parts.Select(part => part with { Material = new() })],
            Lighting = new Lighting { Sky = [], Lights = [] },
        });

        static IEnumerable<Material> Materials(Recipe recipe) => recipe.Parts.Select(part => part.Material);
    }

    [Fact]
    public void APartTwinLacksOnePartAndNothingElse()
    {
        Recipe original = Draw(Preset.Piwa).First(recipe => recipe.Parts.Count > 3);
        ulong index = original.Origin!.AssetIndex;
        for (byte number = 0; number < 5; number++)
        {
            Recipe twin = Preset.Piwa.Sample(11, index, CameraRig.Objaverse12, new Twin(TwinKind.Part, number));
            int left = 1 + (number % (original.Parts.Count - 1));
            Assert.Equal(original.Parts.Where((_, i) => i != left).Select(part => part.Translation), twin.Parts.Select(part => part.Translation));
            Assert.Equal(original.Parts.Where((_, i) => i != left).Select(part => part.Material), twin.Parts.Select(part => part.Material));
        }
    }

    [Theory]
    [InlineData("none", TwinKind.None, 0)]
    [InlineData("material", TwinKind.Material, 0)]
    [InlineData("light:255", TwinKind.Light, 255)]
    [InlineData("part:3", TwinKind.Part, 3)]
    public void ATwinIsReadAsItIsWritten(string text, TwinKind kind, int number)
    {
        Twin twin = Twin.Parse(text);
        Assert.Equal(new Twin(kind, (byte)number), twin);
        Assert.Equal(twin, Twin.Parse(twin.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("part:256")]
    [InlineData("part:-1")]
    [InlineData("none:1")]
    [InlineData("twin")]
    public void WhatIsNoTwinIsRefused(string text) => Assert.Throws<ArgumentException>(() => Twin.Parse(text));

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

    private static bool IsBody(Part part) => part.Operation == PartOperation.Union && part.Primitive <= PrimitiveKind.Cylinder;

    private static IReadOnlyList<Recipe> Draw(Preset preset) => Drawn.GetOrAdd(preset.Name, _ =>
        [.. Enumerable.Range(0, Samples).AsParallel().AsOrdered().Select(i => preset.Sample(11, (ulong)i, CameraRig.Objaverse12))]);
}
