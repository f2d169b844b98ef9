using System.Numerics;

namespace Piwa.Kernels.Recipes.Presets;

/// <summary>The published distributions of Zeroverse (D. Xie et al., "LRM-Zero", NeurIPS 2024; desaixie/zeroverse).</summary>
/// <remarks>
/// Departures, all since the mesh must be closed and its walls and bars no thinner than the grid resolves: the shell that follows a
/// difference is thicker than the published 0.01 to 0.02, and the bars of wireframes thicker than 0.01 to 0.03; a wireframed cube has
/// bars within too. Every primitive has six height fields on the sides of its box where the original has 6, 3 or 1 on its parametric
/// patches.
/// </remarks>
internal static class ZeroversePreset
{
    private const float MinHalfExtent = 0.25f;
    private const float MaxHalfExtent = 2f;
    private const float TranslationShare = 0.5f;
    private const float AmplitudeShare = 0.2f;
    private const float MinCutterSize = 0.3f;
    private const float MaxCutterSize = 0.6f;
    private const float TorusTube = 0.3f / 1.3f; // published as minor = 0.3 major; here as a share of the outer radius

    /// <summary>Sizes of cutters and wireframes are published for an object whose longest side is 1.8.</summary>
    private const float PublishedLongestSide = 1.8f;

    /// <summary>Wall of a hollowed asset as a share of its longest side: the thinnest that the default grid resolves.</summary>
    private const float ShellShare = 0.048f;

    /// <summary>Walls are measured in the distance field, whose slope displacement makes steeper, and so thinner than they say.</summary>
    private const float DisplacedShellShare = 0.1f;

    /// <summary>Radius of a wireframe's bars as a share of the asset's longest side.</summary>
    private const float MinBar = 0.024f, MaxBar = 0.03f;

    private static readonly PrimitiveKind[] PartKinds = [PrimitiveKind.Ellipsoid, PrimitiveKind.Cuboid, PrimitiveKind.Cylinder];

    private static readonly PrimitiveKind[] CutterKinds =
        [PrimitiveKind.Ellipsoid, PrimitiveKind.Cuboid, PrimitiveKind.Cone, PrimitiveKind.Cylinder, PrimitiveKind.Torus];

    public static Part[] Sample(ulong campaignSeed, ulong assetIndex, ZeroverseLevel level)
    {
        var structure = new RandomStream(campaignSeed, assetIndex, RandomField.Structure);
        int count = 1 + structure.NextWeighted(ZeroverseLevel.PartCountWeights[..level.MaxParts]);
        var parts = new List<Part>(count + 2);
        for (int i = 0; i < count; i++)
        {
            var random = new RandomStream(campaignSeed, assetIndex, RandomField.Part, i);
            Part part = SamplePart(ref random, level);
            float reach = 2f * Geometry.Largest(part.HalfExtents);
            if (i > 0)
                Move(parts, HalfTurns(ref random), random.NextVector(0f, TranslationShare * reach));
            parts.Add(part with { Translation = random.NextVector(0f, TranslationShare * reach) });
        }

        bool cuts = structure.NextChance(level.DifferenceProbability), wires = structure.NextChance(level.WireProbability);
        if (cuts)
            Cut(parts, new RandomStream(campaignSeed, assetIndex, RandomField.Cutter));
        if (wires)
            AddWires(parts, new RandomStream(campaignSeed, assetIndex, RandomField.Wire));
        return [.. parts];
    }

    private static Part SamplePart(ref RandomStream random, ZeroverseLevel level)
    {
        PrimitiveKind kind = PartKinds[random.NextInt(PartKinds.Length)];
        Vector3 half = random.NextVector(MinHalfExtent, MaxHalfExtent);
        var amplitudes = new float[Displacement.SideCount];
        for (int side = 0; side < amplitudes.Length; side++)
        {
            bool flat = random.NextChance(level.FlatProbability);
            float amplitude = random.NextRange(0f, AmplitudeShare * 2f * Geometry.Smallest(half));
            amplitudes[side] = flat ? 0f : amplitude;
        }

        bool displaced = amplitudes.Any(amplitude => amplitude > 0f);
        uint seed = random.NextBits();
        return new Part
        {
            Primitive = level.OnlyCylinders ? PrimitiveKind.Cylinder : kind,
            HalfExtents = half,
            Rotation = HalfTurns(ref random),
            Displacement = displaced ? new Displacement(DisplacementKind.HeightField, seed, amplitudes) : null,
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

    private static void Cut(List<Part> parts, RandomStream random)
    {
        var body = SurfaceProbe.Of(parts);
        PrimitiveKind kind = CutterKinds[random.NextInt(CutterKinds.Length)];
        float half = SampleHalfSize(ref random, body);
        (Vector3 centre, _) = body.RandomPoint(ref random);

        bool displaced = parts.Any(part => part.Displacement is not null);
        parts[^1] = parts[^1] with { ShellThickness = (displaced ? DisplacedShellShare : ShellShare) / body.Scale };
        parts.Add(new Part
        {
            Primitive = kind,
            Operation = PartOperation.Difference,
            HalfExtents = kind == PrimitiveKind.Torus ? new(half, half, half * TorusTube) : new(half),
            Shape = kind == PrimitiveKind.Torus ? new(TorusTube, 0f, 0f, 0f) : default,
            Rotation = Turns(ref random),
            Translation = centre,
        });
    }

    private static void AddWires(List<Part> parts, RandomStream random)
    {
        var body = SurfaceProbe.Of(parts);
        PrimitiveKind kind = CutterKinds[random.NextInt(CutterKinds.Length)];
        float half = SampleHalfSize(ref random, body);
        float bar = MathF.Min(random.NextRange(MinBar, MaxBar) / (body.Scale * half), 0.3f);
        int subdivisions = 1 + random.NextInt(2);
        (Vector3 centre, _) = body.RandomPoint(ref random);
        var wires = new Part { HalfExtents = new(half), Rotation = Turns(ref random), Translation = centre };
        parts.Add(kind == PrimitiveKind.Cuboid
            ? wires with { Primitive = PrimitiveKind.Lattice, Shape = new(subdivisions, subdivisions, subdivisions, bar) }
            : wires with { Primitive = PrimitiveKind.Cage, Shape = new(4 + (2 * subdivisions), 2 + subdivisions, bar, CageForm(kind)) });
    }

    private static float CageForm(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Cylinder => 1f,
        PrimitiveKind.Cone => 2f,
        PrimitiveKind.Torus => 3f,
        _ => 0f,
    };

    private static float SampleHalfSize(ref RandomStream random, SurfaceProbe body) =>
        0.5f * random.NextRange(MinCutterSize, MaxCutterSize) / (body.Scale * PublishedLongestSide);

    private static Quaternion Turns(ref RandomStream random) => Geometry.EulerXyz(random.NextVector(0f, MathF.Tau));
}
