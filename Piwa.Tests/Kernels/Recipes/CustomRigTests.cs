using System.Numerics;
using Piwa.Kernels.Recipes;
using Piwa.Tests.House;

namespace Piwa.Tests.Kernels.Recipes;

public sealed class CustomRigTests
{
    private const string Pair = """
        {
          "cameras": [
            { "position": [1.5, 0, 0.5], "fov": 40 }, // looks at the origin
            { "position": [0, 0, 2], "target": [0, 0.1, 0], "up": [1, 0, 0], "projection": "orthographic", "focalLength": 0.8, "near": 1, "far": 3 }
          ]
        }
        """;

    [Fact]
    public void ACameraIsPlacedAsTheTextSays()
    {
        IReadOnlyList<Camera> cameras = CameraRig.Parse(Pair).CreateCameras(1, 2);
        Assert.Equal(2, cameras.Count);
        Camera expected = Camera.LookAtOrigin(new Vector3(1.5f, 0f, 0.5f), 1.3737387f);
        Assert.Equal(expected.Forward, cameras[0].Forward);
        Assert.Equal(expected.Right, cameras[0].Right);
        Assert.Equal(expected.FocalLength, cameras[0].FocalLength, 1e-6f);
        Assert.Equal(expected.Near, cameras[0].Near, 1e-6f);
        Assert.Equal(expected.Far, cameras[0].Far, 1e-6f);

        Assert.Equal(CameraProjection.Orthographic, cameras[1].Projection);
        Assert.Equal((0.8f, 1f, 3f), (cameras[1].FocalLength, cameras[1].Near, cameras[1].Far));
        Assert.Equal(0f, (Vector3.Normalize(new Vector3(0f, 0.1f, -2f)) - cameras[1].Forward).Length(), 1e-6f);
        Assert.True(cameras[1].Down.X < -0.99f);
    }

    // To say where a fault is takes time by the text's length: of half a million of them, hours.
    [Fact]
    public void ATextOfNothingButFaultsIsRefusedAfterSomeOfThem()
    {
        string numbers = string.Join(',', Enumerable.Repeat("1", 500_000)), members = string.Join(',', Enumerable.Repeat("\"x\":1", 170_000));
        string[] texts = [$$"""{"cameras":[{{numbers}}]}""", $$"""{"cameras":[{ {{members}} }]}"""];
        foreach (string text in texts)
            Assert.InRange(Assert.Throws<RecipeFormatException>(() => CameraRig.Parse(text)).Message.Length, 100, 20_000);
    }

    [Fact]
    public void ATextThatIsNotUnicodeIsRefused() => Assert.Contains(
        "not Unicode",
        Assert.Throws<RecipeFormatException>(() => CameraRig.Parse("""{"cameras":[{"\ud800":1}]}""")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void TheRigOfTheDocumentsIsOne() => Assert.Equal(2, CameraRig.Parse(Document.Block("docs/data.md", "json")).ViewCount);

    [Fact]
    public void TheNameIsThatOfTheCameras()
    {
        CameraRig rig = CameraRig.Parse(Pair);
        Assert.True(rig.IsCustom);
        Assert.Matches("^custom:[0-9a-f]{16}$", rig.Name);
        Assert.Equal(rig.Name, CameraRig.Parse(Pair.Replace("// looks at the origin", "", StringComparison.Ordinal)).Name);
        Assert.NotEqual(rig.Name, CameraRig.Parse(Pair.Replace("0.5]", "0.5000001]", StringComparison.Ordinal)).Name);
        Assert.NotEqual(rig.Name, CameraRig.Parse(Pair.Replace("\"far\": 3", "\"far\": 4", StringComparison.Ordinal)).Name);
    }

    [Theory]
    [MemberData(nameof(CameraRigTests.Rigs), MemberType = typeof(CameraRigTests))]
    public void TheCanonicalTextGivesTheSameBitsBack(string name)
    {
        string text = Explicit(CameraRig.Find(name).CreateCameras(9, 4));
        CameraRig rig = CameraRig.Parse(text);
        Assert.Equal(CameraRig.Find(name).CreateCameras(9, 4), rig.CreateCameras(0, 0));
        string canonical = rig.ToJson();
        CameraRig again = CameraRig.Parse(canonical);
        Assert.Equal(canonical, again.ToJson());
        Assert.Equal(rig.Name, again.Name);
        Assert.Equal(RecipeCodec.EncodeCameras(rig.CreateCameras(0, 0)), RecipeCodec.EncodeCameras(again.CreateCameras(0, 0)));
    }

    [Fact]
    public void ARecipeOfACustomRigIsDecodedByItsName()
    {
        CameraRig rig = CameraRig.Parse(Pair);
        Recipe recipe = Preset.Piwa.Sample(1, 2, rig);
        byte[] bytes = RecipeCodec.Encode(recipe);
        Recipe decoded = RecipeCodec.Decode(bytes, name => name == rig.Name ? rig : CameraRig.Find(name));
        Assert.Equal(recipe.Cameras, decoded.Cameras);
        Assert.Throws<RecipeFormatException>(() => RecipeCodec.Decode(bytes));
    }

    [Fact]
    public void PresetsHaveNoTextOfTheirOwn() => Assert.Throws<InvalidOperationException>(CameraRig.Lrm32.ToJson);

    [Fact]
    public void EveryFaultIsNamedWithItsPlace()
    {
        const string Text = """
            {
              "cameras": [
                { "position": [1.5, 0], "fov": 40 },
                { "position": [1.5, 0, 0], "fov": 40, "focalLength": 1, "colour": 3 },
                { "position": [0.5, 0, 0], "fov": 40 },
                { "position": [2, 0, 0], "right": [1, 0, 0], "fov": 200 },
                { "position": [2, 0, 0], "projection": "fisheye", "fov": "wide", "fov": 20 },
                7
              ],
              "name": "mine"
            }
            """;
        string message = Assert.Throws<RecipeFormatException>(() => CameraRig.Parse(Text)).Message;
        Assert.Contains("line 3, column 19: cameras[0].position must be a list of 3 numbers.", message, StringComparison.Ordinal);
        Assert.Contains("line 4, column 5: cameras[1]: give 'fov' or 'focalLength', one of them.", message, StringComparison.Ordinal);
        Assert.Contains("line 4, column 71: cameras[1] has an unknown name 'colour'", message, StringComparison.Ordinal);
        Assert.Contains("line 5, column 5: cameras[2].position must be 0.9 to 100 from the origin, not 0.5.", message, StringComparison.Ordinal);
        Assert.Contains("line 6, column 5: cameras[3]: 'right', 'down' and 'forward' must be given together.", message, StringComparison.Ordinal);
        Assert.Contains("line 6, column 5: cameras[3]: 'fov' must be 1 to 150 degrees, not 200.", message, StringComparison.Ordinal);
        Assert.Contains("line 7, column 44: cameras[4].projection must be", message, StringComparison.Ordinal);
        Assert.Contains("line 7, column 62: cameras[4].fov must be a number.", message, StringComparison.Ordinal);
        Assert.Contains("cameras[4] has a second 'fov'.", message, StringComparison.Ordinal);
        Assert.Contains("line 8, column 5: cameras[5]: a camera is an object.", message, StringComparison.Ordinal);
        Assert.Contains("line 10, column 3: unknown name 'name'; known is 'cameras'.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "line 1, column 1: the text is not JSON.")]
    [InlineData("{ \"cameras\": [\n{ \"position\": [1.5, 0, 0] \"fov\": 3 }] }", "line 2, column 27: the text is not JSON.")]
    [InlineData("{ \"cameras\": [] } x", "the text is not JSON.")]
    [InlineData("[]", "line 1, column 1: expected an object")]
    [InlineData("{}", "There is no list 'cameras'.")]
    [InlineData("{ \"cameras\": [], \"cameras\": [] }", "line 1, column 18: a second 'cameras'.")]
    [InlineData("{ \"cameras\": 3 }", "line 1, column 14: 'cameras' must be a list.")]
    [InlineData("{ \"cameras\": [] }", "A rig has 1 to 256 cameras, not 0.")]
    [InlineData("{ \"cameras\": [{ \"position\": [2, 0, 0], \"fov\": 40, \"target\": [4, 0, 0] }] }", "must have the whole asset before it")]
    [InlineData("{ \"cameras\": [{ \"position\": [2, 0, 0], \"fov\": 40, \"up\": [1, 0, 0] }] }", "'up' must not be along the line of sight")]
    [InlineData("{ \"cameras\": [{ \"position\": [2, 0, 0], \"fov\": 40, \"target\": [2, 0, 0] }] }", "'target' must not be the position.")]
    [InlineData("{ \"cameras\": [{ \"position\": [2, 0, 0], \"fov\": 40, \"near\": 3 }] }", "near (3) must be positive and far")]
    [InlineData("{ \"cameras\": [{ \"position\": [2, 0, 0], \"fov\": 40, \"near\": -1 }] }", "near (-1) must be positive and far")]
    [InlineData("{ \"cameras\": [{ \"position\": [2, 0, 0], \"fov\": 40, \"projection\": \"orthographic\" }] }", "a parallel projection has no 'fov'")]
    [InlineData("{ \"cameras\": [{ \"position\": [2, 0, 1e39], \"fov\": 40 }] }", "cameras[0].position must be a list of 3 numbers.")]
    [InlineData("{ \"cameras\": [{ \"position\": [2, 0, 0], \"right\": [0, 1, 0], \"down\": [0, 0, 1], \"forward\": [-1, 0, 0], \"fov\": 40 }] }", "right-handed")]
    public void WhatCannotBeUsedIsRefused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<RecipeFormatException>(() => CameraRig.Parse(text)).Message, StringComparison.Ordinal);

    /// <summary>The cameras as a hand would write them: as a text of all their numbers, in another order and layout.</summary>
    private static string Explicit(IReadOnlyList<Camera> cameras) => FormattableString.Invariant(
        $"{{\"cameras\":[{string.Join(",", cameras.Select(Text))}]}}");

    private static string Text(Camera camera) => FormattableString.Invariant(
        $"{{\"far\":{camera.Far:R},\"near\":{camera.Near:R},\"focalLength\":{camera.FocalLength:R},\"forward\":{Text(camera.Forward)},\"down\":{Text(camera.Down)},\"right\":{Text(camera.Right)},\"position\":{Text(camera.Position)},\"projection\":\"{(camera.Projection == CameraProjection.Orthographic ? "orthographic" : "perspective")}\"}}");

    private static string Text(Vector3 v) => FormattableString.Invariant($"[{v.X:R},{v.Y:R},{v.Z:R}]");
}
