using Piwa.Kernels.Recipes;

namespace Piwa.Tests.Kernels.Recipes;

public sealed class RecipeCodecTests
{
    public static TheoryData<string, ulong> Samples
    {
        get
        {
            var data = new TheoryData<string, ulong>();
            foreach (Preset preset in Preset.All)
            {
                foreach (ulong index in (ulong[])[0, 1, 17, 1_000_000_007, ulong.MaxValue])
                    data.Add(preset.Name, index);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void ASampledRecipeIsItsAddressInAtMost256Bytes(string preset, ulong index)
    {
        Recipe recipe = Preset.Find(preset).Sample(42, index, CameraRig.Lrm32);
        byte[] bytes = RecipeCodec.Encode(recipe);
        Assert.InRange(bytes.Length, 1, 256);
        AssertSame(recipe, RecipeCodec.Decode(bytes));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void AnExplicitRecipeComesBackBitForBit(string preset, ulong index)
    {
        Recipe recipe = Preset.Find(preset).Sample(42, index, CameraRig.Objaverse12) with { Origin = null };
        byte[] bytes = RecipeCodec.Encode(recipe);
        Assert.Equal(bytes, RecipeCodec.Encode(RecipeCodec.Decode(bytes)));
    }

    [Fact]
    public void TruncationAtEveryLengthIsRefused()
    {
        byte[] bytes = RecipeCodec.Encode(Preset.Piwa.Sample(1, 2, CameraRig.Objaverse12) with { Origin = null });
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<RecipeFormatException>(() => RecipeCodec.Decode(bytes.AsSpan(0, length)));
        Assert.Throws<RecipeFormatException>(() => RecipeCodec.Decode([.. bytes, 0]));
    }

    [Fact]
    public void RandomChangesNeverCauseAnythingButAFormatError()
    {
        byte[] bytes = RecipeCodec.Encode(Preset.Zeroverse.Sample(1, 2, CameraRig.Objaverse12) with { Origin = null });
        var random = new Random(3);
        for (int i = 0; i < 3000; i++)
        {
            byte[] changed = [.. bytes];
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                RecipeCodec.Decode(changed);
            }
            catch (RecipeFormatException)
            {
                // what is promised
            }
        }
    }

    [Fact]
    public void AnotherGeneratorVersionIsRefusedByName()
    {
        byte[] bytes = RecipeCodec.Encode(Preset.Piwa.Sample(1, 2, CameraRig.Objaverse12));
        bytes[1]++;
        var fault = Assert.Throws<RecipeFormatException>(() => RecipeCodec.Decode(bytes));
        Assert.Contains($"version {Generator.Version + 1}", fault.Message, StringComparison.Ordinal);
    }

    internal static void AssertSame(Recipe expected, Recipe actual)
    {
        Assert.Equal(expected.Origin, actual.Origin);
        Assert.Equal(RecipeCodec.Encode(expected with { Origin = null }), RecipeCodec.Encode(actual with { Origin = null }));
    }
}
