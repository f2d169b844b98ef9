using System.Numerics;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Labels;
using Piwa.Tests.Kernels.Meshes;
using Piwa.Tests.Kernels.Recipes;

namespace Piwa.Tests.Labels;

public sealed class PartProgramTests
{
    public static TheoryData<string> Presets => [.. Preset.All.Select(preset => preset.Name)];

    [Theory]
    [MemberData(nameof(Presets))]
    public void EveryPresetsPartsComeBackBitForBit(string preset)
    {
        for (ulong index = 0; index < 100; index++)
            AssertComesBack(Preset.Find(preset).Sample(5, index, CameraRig.Objaverse12).Parts);
    }

    [Fact]
    public void RandomPartsComeBackBitForBit()
    {
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
            AssertComesBack([.. Enumerable.Range(0, random.Next(1, 12)).Select(place => RandomPart(random, place == 0))]);
    }

    [Fact]
    public void AProgramReadsAsItIsDocumented()
    {
        const string Text = """
            shell(0.05,
              difference(
                union(smooth 0.03,
                  cuboid(half 0.5 0.4 0.3, shape 0.1, material marble),
                  ellipsoid(half 0.2 0.2 0.2, at 0 0 0.4, twist 0.5, material plain)),
                cylinder(half 0.1 0.1 1, turn 0 0.70710677 0 0.70710677, relief ridges seed 7 height 0.01 frequency 12, material wood)))
            """;
        IReadOnlyList<Part> parts = PartProgram.Read(Text);
        Assert.Equal([PrimitiveKind.Cuboid, PrimitiveKind.Ellipsoid, PrimitiveKind.Cylinder], parts.Select(part => part.Primitive));
        Assert.Equal([PartOperation.Union, PartOperation.Union, PartOperation.Difference], parts.Select(part => part.Operation));
        Assert.Equal([0f, 0.03f, 0f], parts.Select(part => part.SmoothRadius));
        Assert.Equal([0f, 0f, 0.05f], parts.Select(part => part.ShellThickness));
        Assert.Equal(new Vector4(0.1f, 0f, 0f, 0f), parts[0].Shape);
        Assert.Equal(new Vector3(0f, 0f, 0.4f), parts[1].Translation);
        Assert.Equal(new Deformation(DeformationKind.Twist, 0.5f), Assert.Single(parts[1].Deformations));
        Assert.Equal(12f, parts[2].Displacement!.Frequency);
        Assert.Equal(MaterialFamily.Wood, parts[2].Material.Family);
        Assert.Equal(Text.ReplaceLineEndings("\n"), PartProgram.Write(parts));
    }

    [Theory]
    [InlineData("", "a primitive")]
    [InlineData("pyramid(half 1 1 1)", "a primitive")]
    [InlineData("cuboid(half 1 1)", "a number")]
    [InlineData("cuboid(half 1 1 NaN)", "a number")]
    [InlineData("cuboid(half 1 1 1", "')'")]
    [InlineData("cuboid(half 1 1 1) cuboid(half 1 1 1)", "the end")]
    [InlineData("cuboid(colour 1)", "a property")]
    [InlineData("formula(half 1 1 1, steps(add r0 x)", "a formula (Step 0")]
    [InlineData("formula(half 1 1 1, steps(add r0 x y", "the end of a formula")]
    [InlineData("cuboid(twist 1, twist 1, twist 1)", "a property")]
    [InlineData("cuboid(material cheese)", "a material")]
    [InlineData("union(union(cuboid(half 1 1 1), cuboid(half 1 1 1)))", "a part to join")]
    [InlineData("shell(1, shell(1, cuboid(half 1 1 1)))", "one shell")]
    public void WrongTextIsRefusedWithWhatWasExpected(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<RecipeFormatException>(() => PartProgram.Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void DepthCountAndLengthAreLimited()
    {
        string deep = string.Concat(Enumerable.Repeat("union(", 100_000));
        Assert.Contains("within each other", Assert.Throws<RecipeFormatException>(() => PartProgram.Read(deep)).Message, StringComparison.Ordinal);
        string many = "union(" + string.Join(',', Enumerable.Repeat("cuboid(half 1 1 1)", Recipe.MaxPartCount + 1)) + ")";
        Assert.Contains("at most 64 parts", Assert.Throws<RecipeFormatException>(() => PartProgram.Read(many)).Message, StringComparison.Ordinal);
        Assert.Throws<RecipeFormatException>(() => PartProgram.Read(new string(' ', PartProgram.MaxLength + 1)));
    }

    private static void AssertComesBack(IReadOnlyList<Part> parts)
    {
        string text = PartProgram.Write(parts);
        IReadOnlyList<Part> read = PartProgram.Read(text);
        IReadOnlyList<Part> expected = [.. parts.Select(part => part with { Material = new Material { Family = part.Material.Family } })];
        Recipe recipe = MeshBench.Of([.. expected]);
        Assert.Equal(RecipeCodec.Encode(recipe), RecipeCodec.Encode(recipe with { Parts = read }));
        Assert.Equal(text, PartProgram.Write(read));
    }

    /// <summary>Each property has its default about half of the time.</summary>
    private static Part RandomPart(Random random, bool first)
    {
        PrimitiveKind primitive = Any<PrimitiveKind>();
        DisplacementKind relief = Any<DisplacementKind>();
        return new Part
        {
            Primitive = primitive,
            Operation = first ? PartOperation.Union : Any<PartOperation>(),
            HalfExtents = Vector(),
            Shape = Shapes.Random(primitive, random),
            Formula = primitive == PrimitiveKind.Formula ? Formulas.Random(random, random.Next(1, 20)) : null,
            Rotation = Chance() ? Quaternion.Normalize(new(Number(), Number(), Number(), Number())) : Quaternion.Identity,
            Translation = Chance() ? Vector() : -Vector3.Zero,
            SmoothRadius = Chance() ? 0.5f * random.Next(3) : 0f,
            ShellThickness = random.Next(4) == 0 ? Math.Abs(Number()) : 0f,
            Deformations = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new Deformation(
                Any<DeformationKind>(), Number(), Chance() ? Number() : 0f, Chance() ? (uint)random.NextInt64(1L << 32) : 0))],
            Displacement = Chance()
                ? new Displacement(
                    relief,
                    (uint)random.Next(3),
                    [.. Enumerable.Range(0, Displacement.AmplitudeCount(relief)).Select(_ => Chance() ? Number() : 0f)],
                    Chance() ? Number() : 0f)
                : null,
            Material = new Material { Family = Any<MaterialFamily>(), Roughness = Number() },
        };

        bool Chance() => random.Next(2) == 0;
        T Any<T>() where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];
        Vector3 Vector() => new(Number(), Number(), Number());

        // Any finite float, as a rule of common size.
        float Number()
        {
            float number = Chance() ? BitConverter.Int32BitsToSingle(random.Next()) : (random.NextSingle() - 0.5f) * 4f;
            return float.IsFinite(number) ? number : -0f;
        }
    }
}
