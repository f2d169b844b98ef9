using Piwa.Kernels.Recipes;

namespace Piwa.Tests.Kernels.Recipes;

public sealed class RecipeJsonTests
{
    [Theory]
    [MemberData(nameof(RecipeCodecTests.Samples), MemberType = typeof(RecipeCodecTests))]
    public void EveryRecipeComesBackBitForBit(string preset, ulong index)
    {
        Recipe recipe = Preset.Find(preset).Sample(7, index, CameraRig.Objaverse12);
        RecipeCodecTests.AssertSame(recipe, RecipeJson.Read(RecipeJson.Write(recipe)));
    }

    [Fact]
    public void ARecipeThatDiffersFromItsOriginIsRefused()
    {
        Recipe recipe = Preset.Piwa.Sample(7, 1, CameraRig.Objaverse12);
        Recipe changed = recipe with { Parts = [recipe.Parts[0] with { HalfExtents = recipe.Parts[0].HalfExtents * 1.5f }, .. recipe.Parts.Skip(1)] };
        var fault = Assert.Throws<RecipeFormatException>(() => RecipeJson.Read(RecipeJson.Write(changed)));
        Assert.Contains("'origin'", fault.Message, StringComparison.Ordinal);
        RecipeJson.Read(RecipeJson.Write(changed with { Origin = null }));
    }

    [Theory]
    [InlineData("{}", "parts")]
    [InlineData("null", "null")]
    [InlineData("{\"parts\": [], \"wings\": 2}", "wings")]
    [InlineData("not json", "valid JSON")]
    public void WrongTextIsRefusedWithWhatIsWrong(string json, string expected)
    {
        var fault = Assert.Throws<RecipeFormatException>(() => RecipeJson.Read(json));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AllWrongValuesAreNamedInOneMessage()
    {
        Recipe good = Preset.Piwa.Sample(7, 1, CameraRig.Objaverse12) with { Origin = null };
        Part part = good.Parts[0];
        Recipe bad = good with
        {
            Parts =
            [
                part with { Operation = PartOperation.Difference },
                part with { HalfExtents = new(1f, 0f, 1f) },
                part with { HalfExtents = new(1f, float.NaN, 1f) },
                part with { Rotation = new(1f, 1f, 0f, 0f) },
                part with { Primitive = PrimitiveKind.Prism, Shape = new(4.5f, 0f, 0f, 0f) },
                part with { SmoothRadius = -1f },
                part with { Material = part.Material with { Metallic = 2f } },
            ],
            Cameras = [good.Cameras[0] with { Near = 0f }, Camera.LookAtOrigin(new(0.1f, 0f, 0f), 1f)],
        };
        string message = Assert.Throws<RecipeFormatException>(() => RecipeCodec.Decode(RecipeCodec.Encode(bad))).Message;
        foreach (string name in (string[])
            ["parts[0].operation", "parts[1].halfExtents", "parts[2].halfExtents", "parts[3].rotation", "parts[4].shape", "parts[5].smoothRadius",
             "parts[6].material", "cameras[0]", "cameras[1].position"])
        {
            Assert.Contains(name, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TextBeyondTheLimitIsRefusedUnread() =>
        Assert.Throws<RecipeFormatException>(() => RecipeJson.Read(new string(' ', RecipeJson.MaxLength + 1)));
}
