// A generator of one's own: a preset whose recipes are gears. It is found by its name wherever it is registered, so that the data set can be
// continued, verified and repaired.
using System.Numerics;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline;
using Piwa.Pipeline.Verification;

Preset gears = Preset.Create("sample.gears-1", "Gears: a disc, teeth round it, a hole.", Gear);
string directory = args.Length > 0 ? args[0] : "gears";

PiwaPipeline pipeline = PiwaPipeline.CreateBuilder()
    .UseOwnPreset(gears, seed: 1)
    .UseRig("objaverse12", resolution: 64)
    .WriteTo(directory)
    .Build();
RunReport report = await pipeline.RunAsync(assetCount: 4);
VerifyReport check = await DatasetVerifier.VerifyAsync(directory);
Console.WriteLine($"{report.Progress.Completed} gears; sound: {check.IsSound}; made again and compared: {check.Regenerated}");

// A pure function of seed and index, the same on every machine: RandomStream and plain arithmetic, but no MathF.Sin or Cos.
static IReadOnlyList<Part> Gear(ulong seed, ulong index)
{
    // Half an eighth of a turn, and three of them: sine and cosine of 22.5 degrees, one half's square root.
    const float Sine = 0.38268343f, Cosine = 0.92387953f, Diagonal = 0.70710678f;
    var random = new RandomStream(seed, index, RandomField.Structure);
    float thickness = random.NextRange(0.1f, 0.4f), tooth = random.NextRange(0.08f, 0.2f), length = random.NextRange(1.1f, 1.4f);
    List<Part> parts = [Disc(1f, thickness)];

    // Four bars through the centre, each with a tooth at both ends.
    foreach ((float z, float w) in (ReadOnlySpan<(float, float)>)[(0f, 1f), (Sine, Cosine), (Diagonal, Diagonal), (Cosine, Sine)])
    {
        parts.Add(new Part
        {
            Primitive = PrimitiveKind.Cuboid,
            HalfExtents = new Vector3(length, tooth, thickness),
            Rotation = new Quaternion(0f, 0f, z, w),
        });
    }

    parts.Add(Disc(random.NextRange(0.2f, 0.5f), 2f * thickness) with { Operation = PartOperation.Difference });
    return parts;
}

static Part Disc(float radius, float thickness) =>
    new() { Primitive = PrimitiveKind.Cylinder, HalfExtents = new Vector3(radius, radius, thickness) };
