// A generator kernel of one's own: a distance field that every device runs, within a preset that draws its numbers by asset. The preset is found
// by its name wherever it is registered, so that the data set can be continued, verified and repaired.
using System.Numerics;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline;
using Piwa.Pipeline.Verification;
using static Piwa.Kernels.Recipes.Formula;

Preset corals = Preset.Create("sample.corals-1", "Corals: bulbs with winding ridges.", Coral);
string directory = args.Length > 0 ? args[0] : "corals";

PiwaPipeline pipeline = PiwaPipeline.CreateBuilder()
    .UseOwnPreset(corals, seed: 1)
    .UseRig("objaverse12", resolution: 64)
    .WriteTo(directory)
    .Build();
RunReport report = await pipeline.RunAsync(assetCount: 4);
VerifyReport check = await DatasetVerifier.VerifyAsync(directory);
Console.WriteLine($"{report.Progress.Completed} corals; sound: {check.IsSound}; made again and compared: {check.Regenerated}");

// A pure function of seed and index, the same on every machine: RandomStream and plain arithmetic, but no MathF.Sin or Cos. What the formula
// computes is the same on every device by itself.
static IReadOnlyList<Part> Coral(ulong seed, ulong index)
{
    var random = new RandomStream(seed, index, RandomField.Structure);
    float waves = random.NextRange(6f, 9f), depth = random.NextRange(0.1f, 0.2f), bend = random.NextRange(0.05f, 0.2f);
    int noise = (int)(random.NextBits() % SeedCount);

    // x, y and z go from -1 to 1; the result is a distance: negative inside. Near the surface it changes at most
    // three times as fast as the place nearly everywhere, hence the third: occlusion and soft shadows are read from distances.
    Formula kernel = Create((x, y, z) =>
    {
        FormulaValue u = (x + (Noise(x * 2f, y * 2f, z * 2f, noise) * bend)) * waves, v = y * waves, w = z * waves;
        FormulaValue gyroid = MultiplyAdd(Sin(u), Cos(v), MultiplyAdd(Sin(v), Cos(w), Sin(w) * Cos(u)));
        FormulaValue bulb = Length(x, y, z * 1.2f) - 0.9f + (0.1f * Sin(z * 4f));
        return (bulb + (depth * Min(gyroid * gyroid, 1f))) / 3f;
    });
    return
    [
        new Part { Primitive = PrimitiveKind.Formula, Formula = kernel },
        new Part
        {
            Primitive = PrimitiveKind.Cylinder,
            HalfExtents = new Vector3(0.45f, 0.45f, 0.1f),
            Translation = new Vector3(0f, 0f, -0.85f),
            SmoothRadius = 0.1f,
        },
    ];
}
