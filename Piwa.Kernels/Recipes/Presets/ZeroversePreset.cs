using System.Numerics;
using Piwa.Kernels.Meshes;

namespace Piwa.Kernels.Recipes.Presets;

/// <summary>
/// The published distributions of Zeroverse (D. Xie et al., "LRM-Zero", NeurIPS 2024; desaixie/zeroverse), with the shares of
/// flat sides and of boolean differences of Point-MAE-Zero (arXiv 2411.17467), which made both of them its defaults.
/// </summary>
/// <remarks>
/// Two departures, both since the mesh must be closed and its walls no thinner than the grid: the shell that follows a difference
/// is thicker than the published 0.01 to 0.02, and every primitive has six height fields on the sides of its box where the
/// original has 6, 3 or 1 on its parametric patches.
/// </remarks>
internal static class ZeroversePreset
{
    private const float MinHalfExtent = 0.25f;
    private const float MaxHalfExtent = 2f;
    private const float TranslationShare = 0.5f;
    private const float FlatProbability = 0.6f;
    private const float AmplitudeShare = 0.2f;
    private const float DifferenceProbability = 0.4f;
    private const float MinCutterSize = 0.3f;
    private const float MaxCutterSize = 0.6f;
    private const float TorusTube = 0.3f / 1.3f; // published as minor = 0.3 major; here as a share of the outer radius

    /// <summary>Cutter sizes are published for an object whose longest side is 1.8.</summary>
    private const float PublishedLongestSide = 1.8f;

    /// <summary>Wall of a hollowed asset as a share of its longest side: the thinnest that the default grid resolves.</summary>
    private const float ShellShare = 0.04f;

    /// <summary>Walls are measured in the distance field, whose slope displacement makes steeper, and so thinner than they say.</summary>
    private const float DisplacedShellShare = 0.1f;

    private static readonly int[] PartCountWeights = [5, 5, 5, 4, 4, 3, 2, 1, 1];

    private static readonly PrimitiveKind[] PartKinds = [PrimitiveKind.Ellipsoid, PrimitiveKind.Cuboid, PrimitiveKind.Cylinder];

    private static readonly PrimitiveKind[] CutterKinds =
        [PrimitiveKind.Ellipsoid, PrimitiveKind.Cuboid, PrimitiveKind.Cone, PrimitiveKind.Cylinder, PrimitiveKind.Torus];

    public static Part[] Sample(ulong campaignSeed, ulong assetIndex)
    {
        var structure = new RandomStream(campaignSeed, assetIndex, RandomField.Structure);
        var palette = new MaterialSampler(campaignSeed, assetIndex);
        int count = 1 + structure.NextWeighted(PartCountWeights);
        var parts = new List<Part>(count + 1);
        for (int i = 0; i < count; i++)
        {
            var random = new RandomStream(campaignSeed, assetIndex, RandomField.Part, i);
            Part part = SamplePart(ref random, palette.Sample(i));
            float reach = 2f * Geometry.Largest(part.HalfExtents);
            if (i > 0)
                Move(parts, HalfTurns(ref random), random.NextVector(0f, TranslationShare * reach));
            parts.Add(part with { Translation = random.NextVector(0f, TranslationShare * reach) });
        }

        if (structure.NextChance(DifferenceProbability))
            Cut(parts, new RandomStream(campaignSeed, assetIndex, RandomField.Cutter), palette.Sample(count));
        return [.. parts];
    }

    private static Part SamplePart(ref RandomStream random, Material material)
    {
        PrimitiveKind kind = PartKinds[random.NextInt(PartKinds.Length)];
        Vector3 half = random.NextVector(MinHalfExtent, MaxHalfExtent);
        var amplitudes = new float[HeightField.SideCount];
        for (int side = 0; side < amplitudes.Length; side++)
        {
            bool flat = random.NextChance(FlatProbability);
            float amplitude = random.NextRange(0f, AmplitudeShare * 2f * Geometry.Smallest(half));
            amplitudes[side] = flat ? 0f : amplitude;
        }

        bool displaced = amplitudes.Any(amplitude => amplitude > 0f);
        uint seed = random.NextBits();
        return new Part
        {
            Primitive = kind,
            HalfExtents = half,
            Rotation = HalfTurns(ref random),
            HeightField = displaced ? new HeightField(seed, amplitudes) : null,
            Material = material,
        };
    }

    /// <summary>Three angles uniform in [0, 180) degrees, round x, y and z in turn: as published, not uniform on SO(3).</summary>
    private static Quaternion HalfTurns(ref RandomStream random) => Geometry.EulerXyz(random.NextVector(0f, MathF.PI));

    private static void Move(List<Part> parts, Quaternion rotation, Vector3 translation)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            parts[i] = parts[i] with
            {
                Rotation = Geometry.Compose(parts[i].Rotation, rotation),
                Translation = Geometry.Rotate(rotation, parts[i].Translation) + translation,
            };
        }
    }

    private static void Cut(List<Part> parts, RandomStream random, Material material)
    {
        FieldProgram body = FieldProgram.Compile(parts);
        float unit = 1f / (body.Scale * PublishedLongestSide);
        PrimitiveKind kind = CutterKinds[random.NextInt(CutterKinds.Length)];
        float half = 0.5f * random.NextRange(MinCutterSize, MaxCutterSize) * unit;
        (Vector3 centre, _) = SurfaceProbe.RandomPoint(parts, ref random);

        bool displaced = parts.Any(part => part.HeightField is not null);
        parts[^1] = parts[^1] with { ShellThickness = (displaced ? DisplacedShellShare : ShellShare) / body.Scale };
        parts.Add(new Part
        {
            Primitive = kind,
            Operation = PartOperation.Difference,
            HalfExtents = kind == PrimitiveKind.Torus ? new(half, half, half * TorusTube) : new(half),
            Shape = kind == PrimitiveKind.Torus ? TorusTube : 0f,
            Rotation = Geometry.EulerXyz(random.NextVector(0f, MathF.Tau)),
            Translation = centre,
            Material = material,
        });
    }
}
