using System.Numerics;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Host;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Pipeline;

/// <summary>Presets of one's own: found by their name wherever a data set is opened, or refused with what to do.</summary>
public sealed class OwnPresetTests : IDisposable
{
    private const ulong Empty = 3;

    private static readonly Vector3 Red = new(0.8f, 0.1f, 0.1f);

    /// <summary>Two boxes; asset 3 has no part at all.</summary>
    private static readonly Preset Boxes = Preset.Create(
        "test.boxes-1", "Two red boxes.", (seed, index) => index == Empty ? [] : Sample(seed, index), keepsMaterials: true);

    private readonly TemporaryDirectory _home = new();

    public OwnPresetTests() => Preset.Register(Boxes);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task ACampaignOfItIsMadeVerifiedRepairedAndReplayed()
    {
        RunReport report = await SmallRun.RunAsync(_home["a"], 8, options => options.Campaign = SmallRun.Campaign with { Preset = Boxes.Name });
        Assert.Equal((7, 1), (report.Progress.Completed, report.Progress.DeadLettered));
        VerifyReport verified = await DatasetVerifier.VerifyAsync(
            _home["a"], new VerifyOptions { Samples = 4, Device = "host" }, null, TestContext.Current.CancellationToken);
        Assert.Empty(verified.Findings);
        Assert.InRange(verified.Regenerated, 1, 4); // samples are drawn by chance, and the dead one is none

        ReplayResult replayed = Assert.Single(DeadLetterReplayer.Replay(
            _home["a"], new ReplayOptions { Device = "host" }, null, TestContext.Current.CancellationToken));
        Assert.Equal((Empty, ReplayOutcome.FailsAgain), (replayed.AssetIndex, replayed.Outcome));
        Assert.Contains("1 to 64 parts", replayed.Reason, StringComparison.Ordinal);

        File.Delete(Path.Combine(_home["a"], Dataset.ShardFile(0)));
        RepairReport repaired = await DatasetRepairer.RepairAsync(
            _home["a"], new RepairOptions { Device = "host" }, null, TestContext.Current.CancellationToken);
        Assert.True(repaired.IsSound, string.Join('\n', repaired.Findings));
    }

    [Fact]
    public async Task AProcessThatDoesNotKnowItSaysWhatToDo()
    {
        await SmallRun.RunAsync(_home["a"], 2, options => options.Campaign = SmallRun.Campaign with { Preset = Boxes.Name });
        PiwaResult result = await new PiwaProcess(_home.Path).RunAsync("verify", "a", "--device", "host");
        Assert.NotEqual(0, result.ExitCode);
        result.Says("Preset.Register");
    }

    [Fact]
    public void ItsRecipesHaveItsMaterialsAndTheSampledLightAndCameras()
    {
        Recipe own = Boxes.Sample(1, 2, CameraRig.Objaverse12), piwa = Preset.Piwa.Sample(1, 2, CameraRig.Objaverse12);
        Assert.All(own.Parts, part => Assert.Equal(Red, part.Material.BaseColor));
        Assert.Equal(piwa.Cameras, own.Cameras);
        Assert.Equal(piwa.Lighting.Sky, own.Lighting.Sky);
        Assert.NotEqual(Red, Boxes.Sample(1, 2, CameraRig.Objaverse12, Twin.Parse("material:1")).Parts[0].Material.BaseColor);
        Assert.Single(Boxes.Sample(1, 2, CameraRig.Objaverse12, Twin.Parse("part:0")).Parts);
        Assert.Equal(RecipeCodec.Encode(own), RecipeCodec.Encode(RecipeCodec.Decode(RecipeCodec.Encode(own))));
    }

    // The kernels rely on what is checked: an origin is no proof that a recipe was sampled.
    [Fact]
    public async Task ARecipeWithAFalseOriginIsChecked()
    {
        await using AssetGenerator generator = PiwaPipeline.CreateBuilder().UseDevice("host")
            .Configure(options => (options.Campaign, options.BatchAssets) = (SmallRun.Campaign, 1)).BuildGenerator();
        Recipe forged = Preset.Piwa.Sample(1, 0, CameraRig.Objaverse12) with { Parts = [] };
        Asset asset = await generator.MakeAssetAsync(forged, 0, TestContext.Current.CancellationToken);
        Assert.Contains("1 to 64 parts", asset.Fault!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("boxes")]
    [InlineData("piwa")]
    [InlineData("Test.boxes")]
    [InlineData("test.")]
    [InlineData(".boxes")]
    [InlineData("test..boxes")]
    [InlineData("test.boxes\n")]
    [InlineData("test.a-name-of-thirty-three-letters-")]
    public void ANameThatCannotBeIsRefused(string name) =>
        Assert.Contains("acme.gears-1", Assert.Throws<ArgumentException>(() => Preset.Create(name, "Boxes.", Sample)).Message, StringComparison.Ordinal);

    [Fact]
    public void OneNameHasOnePreset()
    {
        int registered = Preset.Registered.Count;
        Preset.Register(Boxes);
        Assert.Equal(registered, Preset.Registered.Count);
        Assert.Same(Boxes, Preset.Find(Boxes.Name));
        Assert.Throws<ArgumentException>(() => Preset.Register(Preset.Create(Boxes.Name, "Others.", Sample)));
        Preset.Register(Preset.Piwa);
        Assert.DoesNotContain(Preset.Piwa, Preset.Registered);
        var unknown = Assert.Throws<ArgumentException>(() => SmallRun.Pipeline(
            _home["a"], options => options.Campaign = SmallRun.Campaign with { Preset = "test.boxes-2" }));
        Assert.Contains("Did you mean 'test.boxes-1'?", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("Preset.Register", unknown.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<Part> Sample(ulong seed, ulong index)
    {
        var random = new RandomStream(seed, index, RandomField.Part);
        var red = new Material { BaseColor = Red, SecondColor = Red };
        return
        [
            new Part { Primitive = PrimitiveKind.Cuboid, HalfExtents = random.NextVector(0.5f, 1f), Material = red },
            new Part
            {
                Primitive = PrimitiveKind.Cuboid, HalfExtents = random.NextVector(0.2f, 0.4f), Translation = new Vector3(0f, 0f, 1f),
                Rotation = random.NextRotation(), Material = red,
            },
        ];
    }
}
