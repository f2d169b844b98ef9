using System.Numerics;
using Piwa.Kernels.Meshes;

namespace Piwa.Kernels.Recipes.Presets;

/// <summary>Piwa's own distribution: all primitives, rotations uniform on SO(3), attached or overlapping placement, smooth joins.</summary>
internal static class PiwaPreset
{
    private const float MinHalfExtent = 0.3f;
    private const float MaxHalfExtent = 1.2f;

    /// <summary>How much smaller later parts are: structure on a body, not a heap of equals.</summary>
    private const float LaterPartScale = 0.7f;

    private const float AlignedProbability = 0.3f;
    private const float AttachedProbability = 0.6f;
    private const float SmoothProbability = 0.4f;
    private const float MinSmoothRadius = 0.05f;
    private const float MaxSmoothRadius = 0.3f;
    private const float DisplacedProbability = 0.3f;
    private const float MaxAmplitudeShare = 0.15f;
    private const float RoundedProbability = 0.4f;
    private const float DifferenceProbability = 0.4f;
    private const int MaxCutters = 3;

    /// <summary>Primitives with true distances near their surface: on the others a displacement would grow along the longer axes.</summary>
    private static readonly PrimitiveKind[] Displaceable = [PrimitiveKind.Ellipsoid, PrimitiveKind.Cuboid, PrimitiveKind.Cylinder];

    private static readonly int[] PartCountWeights = [1, 2, 4, 6, 6, 5, 4, 3, 2, 1];

    public static Part[] Sample(ulong campaignSeed, ulong assetIndex)
    {
        var structure = new RandomStream(campaignSeed, assetIndex, RandomField.Structure);
        var palette = new MaterialSampler(campaignSeed, assetIndex);
        int count = 1 + structure.NextWeighted(PartCountWeights);
        var parts = new List<Part>(count + MaxCutters);
        for (int i = 0; i < count; i++)
        {
            var random = new RandomStream(campaignSeed, assetIndex, RandomField.Part, i);
            parts.Add(Place(parts, SampleShape(ref random, i == 0 ? 1f : LaterPartScale), ref random) with
            {
                Material = palette.Sample(i),
            });
        }

        if (structure.NextChance(DifferenceProbability))
        {
            int cutters = 1 + structure.NextInt(MaxCutters);
            for (int i = 0; i < cutters; i++)
            {
                var random = new RandomStream(campaignSeed, assetIndex, RandomField.Cutter, i);
                parts.Add(SampleCutter(parts, ref random) with { Material = palette.Sample(count + i) });
            }
        }

        return [.. parts];
    }

    private static Part SampleShape(ref RandomStream random, float scale)
    {
        PrimitiveKind kind = (PrimitiveKind)random.NextInt(Enum.GetValues<PrimitiveKind>().Length);
        Vector3 half = random.NextVector(MinHalfExtent, MaxHalfExtent) * scale;
        bool displaced = random.NextChance(DisplacedProbability) && Displaceable.Contains(kind);
        uint seed = random.NextBits();
        var amplitudes = new float[HeightField.SideCount];
        for (int side = 0; side < amplitudes.Length; side++)
            amplitudes[side] = random.NextRange(0f, MaxAmplitudeShare * Geometry.Smallest(half));

        return new Part
        {
            Primitive = kind,
            HalfExtents = kind == PrimitiveKind.Torus ? half with { Z = half.Z * 0.4f } : half,
            Shape = SampleParameter(kind, ref random),
            Rotation = random.NextChance(AlignedProbability) ? Quaternion.Identity : random.NextRotation(),
            HeightField = displaced ? new HeightField(seed, amplitudes) : null,
        };
    }

    private static float SampleParameter(PrimitiveKind kind, ref RandomStream random) => kind switch
    {
        PrimitiveKind.Cuboid => random.NextChance(RoundedProbability) ? random.NextRange(0.1f, 0.6f) : 0f,
        PrimitiveKind.Cone => random.NextRange(0f, 0.8f),
        PrimitiveKind.Torus => random.NextRange(0.15f, 0.45f),
        PrimitiveKind.Prism => 3 + random.NextInt(6),
        _ => 0f,
    };

    private static Part Place(List<Part> parts, Part part, ref RandomStream random)
    {
        bool attached = random.NextChance(AttachedProbability);
        bool smooth = random.NextChance(SmoothProbability);
        float radius = random.NextRange(MinSmoothRadius, MaxSmoothRadius) * Geometry.Smallest(part.HalfExtents);
        if (parts.Count == 0)
            return part;

        part = part with { SmoothRadius = smooth ? radius : 0f };
        if (!attached)
        {
            // Overlapping: the centre lies within an earlier part's box.
            Part host = parts[random.NextInt(parts.Count)];
            Vector3 inBox = random.NextVector(-1f, 1f) * host.HalfExtents;
            return part with { Translation = host.Translation + Geometry.Rotate(host.Rotation, inBox) };
        }

        // Attached: stands on the surface, its z axis along the normal, sunk in by a share of its height.
        (Vector3 point, Vector3 normal) = SurfaceProbe.RandomPoint(parts, ref random);
        float height = part.HalfExtents.Z * random.NextRange(0.2f, 0.8f);
        Quaternion spin = Geometry.AxisAngle(Vector3.UnitZ, random.NextRange(0f, MathF.Tau));
        return part with
        {
            Rotation = Geometry.Compose(spin, Geometry.FromZ(normal)),
            Translation = point + (normal * height),
        };
    }

    private static Part SampleCutter(List<Part> parts, ref RandomStream random)
    {
        const float MinShare = 0.08f;
        const float MaxShare = 0.2f;
        FieldProgram body = FieldProgram.Compile(parts);
        Part cutter = SampleShape(ref random, 1f);
        float size = random.NextRange(MinShare, MaxShare) / (body.Scale * Geometry.Largest(cutter.HalfExtents));
        bool smooth = random.NextChance(SmoothProbability);
        float radius = random.NextRange(MinSmoothRadius, MaxSmoothRadius);
        (Vector3 point, _) = SurfaceProbe.RandomPoint(parts, ref random);
        Vector3 half = cutter.HalfExtents * size;
        return cutter with
        {
            Operation = PartOperation.Difference,
            HalfExtents = half,
            HeightField = null,
            Translation = point,
            SmoothRadius = smooth ? radius * Geometry.Smallest(half) : 0f,
        };
    }
}
