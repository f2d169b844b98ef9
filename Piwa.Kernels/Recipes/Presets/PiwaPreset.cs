using System.Numerics;
using Piwa.Kernels.Meshes;

namespace Piwa.Kernels.Recipes.Presets;

/// <summary>
/// Piwa's own distribution. Parts come one by one or in symmetric groups; each is attached to the surface made so far, placed within an
/// earlier part, or stacked. Then frames are added, pieces cut away, and the whole hollowed out, each now and then.
/// </summary>
internal static class PiwaPreset
{
    /// <summary>Most parts before cutting: a recipe has room for them, for a frame and for the cutters.</summary>
    private const int MaxParts = 40;

    private const float LongTailProbability = 0.02f;
    private const int LongTailMin = 10, LongTailMax = 32;

    /// <summary>How much smaller later parts are: structure on a body, not a heap of equals.</summary>
    private const float LaterPartScale = 0.65f;

    private const float WithinProbability = 0.4f;
    private const float AttachedProbability = 0.35f;
    private const float GroupProbability = 0.2f; // what is left is stacked

    private const float SmoothProbability = 0.4f;
    private const float FrameProbability = 0.2f;
    private const float DifferenceProbability = 0.4f;
    private const int MaxCutters = 3;
    private const float ShellProbability = 0.3f;

    /// <summary>Rays that look for what a cutter leaves, and how many must meet something.</summary>
    private const int ProbeRays = 8, LeastHits = 3;

    /// <summary>Thinnest feature as a share of the longest side: two cells of a grid of 42.</summary>
    private const float ThinnestShare = 0.048f;

    /// <summary>Radii of smooth joins and thickness of shells, as shares of the longest side.</summary>
    private const float MinSmooth = 0.03f, MaxSmooth = 0.1f, MinShell = 0.048f, MaxShell = 0.065f;

    // Used again by each thread; sampling calls nobody who samples.
    [ThreadStatic]
    private static List<Part>? Gathered;

    public static Part[] Sample(ulong campaignSeed, ulong assetIndex)
    {
        var structure = new RandomStream(campaignSeed, assetIndex, RandomField.Structure);
        int count = 1 + structure.NextWeighted(ZeroverseLevel.PartCountWeights);
        bool isLong = structure.NextChance(LongTailProbability);
        int longCount = LongTailMin + structure.NextInt(LongTailMax - LongTailMin + 1);
        bool framed = structure.NextChance(FrameProbability), cut = structure.NextChance(DifferenceProbability);
        bool shelled = structure.NextChance(ShellProbability);
        int cutters = 1 + structure.NextInt(MaxCutters);
        float shell = structure.NextRange(MinShell, MaxShell);

        count = isLong ? longCount : count;
        List<Part> parts = Gathered ??= new List<Part>(MaxParts + MaxCutters + 1);
        parts.Clear();
        for (int i = 0; i < count && parts.Count < MaxParts; i++)
        {
            var random = new RandomStream(campaignSeed, assetIndex, RandomField.Part, i);
            Part part = PartSampler.Sample(ref random, i == 0 ? 1f : LaterPartScale);
            if (i == 0)
                parts.Add(part);
            else
                Add(parts, part, new RandomStream(campaignSeed, assetIndex, RandomField.Placement, i));
        }

        if (framed)
            AddFrame(parts, new RandomStream(campaignSeed, assetIndex, RandomField.Wire));
        Thicken(parts);
        if (cut)
        {
            if (shelled)
                parts[^1] = parts[^1] with { ShellThickness = shell / SurfaceProbe.Of(parts).Scale };
            Cut(parts, cutters, campaignSeed, assetIndex);
        }

        return [.. parts];
    }

    private static void Add(List<Part> parts, Part part, RandomStream random)
    {
        var body = SurfaceProbe.Of(parts);
        float mode = random.NextUnit();
        bool smooth = random.NextChance(SmoothProbability);
        float radius = random.NextRange(MinSmooth, MaxSmooth) / body.Scale;
        if (smooth)
            part = part with { SmoothRadius = radius };
        if (mode < WithinProbability)
            parts.Add(PlaceWithin(parts, part, ref random));
        else if (mode < WithinProbability + AttachedProbability)
            parts.Add(Attach(body, part, ref random));
        else if (mode < WithinProbability + AttachedProbability + GroupProbability)
            AddGroup(parts, Attach(body, part, ref random), ref random);
        else
            parts.Add(Stack(body, part, ref random));
    }

    /// <summary>The centre lies within an earlier part's box.</summary>
    private static Part PlaceWithin(List<Part> parts, Part part, ref RandomStream random)
    {
        Part host = parts[random.NextInt(parts.Count)];
        Vector3 inBox = random.NextVector(-0.9f, 0.9f) * host.HalfExtents;
        return part with { Translation = host.Translation + Geometry.Rotate(host.Rotation, inBox) };
    }

    /// <summary>Stands on the surface, its z axis along the normal, sunk in by a share of its height.</summary>
    private static Part Attach(SurfaceProbe body, Part part, ref RandomStream random)
    {
        (Vector3 point, Vector3 normal) = body.RandomPoint(ref random);
        float height = part.HalfExtents.Z * random.NextRange(0.2f, 0.8f);
        Quaternion spin = Geometry.AxisAngle(Vector3.UnitZ, random.NextRange(0f, MathF.Tau));
        return part with
        {
            Rotation = Geometry.Compose(spin, Geometry.FromZ(normal)),
            Translation = point + (normal * height),
        };
    }

    /// <summary>Upright on top of all that there is, sunk in a little.</summary>
    private static Part Stack(SurfaceProbe body, Part part, ref RandomStream random)
    {
        float sunk = part.HalfExtents.Z * random.NextRange(0.05f, 0.5f);
        Quaternion spin = Geometry.AxisAngle(Vector3.UnitZ, random.NextRange(0f, MathF.Tau));
        return part with
        {
            Rotation = spin,
            Translation = new Vector3(random.NextRange(-0.2f, 0.2f), random.NextRange(-0.2f, 0.2f), body.Top + part.HalfExtents.Z - sunk),
        };
    }

    /// <summary>Copies of a part: mirrored across a plane, turned round the vertical axis, or in a row.</summary>
    private static void AddGroup(List<Part> parts, Part part, ref RandomStream random)
    {
        const int MostTurns = 8, MostInRow = 5;
        int kind = random.NextInt(3), turns = 2 + random.NextInt(MostTurns - 1), row = 2 + random.NextInt(MostInRow - 1);
        Vector3 step = random.NextDirection() * (1.7f * Geometry.Largest(part.HalfExtents));
        int room = Math.Max(1, MaxParts - parts.Count);
        switch (kind)
        {
            case 0:
                parts.Add(part);
                if (room > 1)
                    parts.Add(Mirror(part));
                break;
            case 1:
                for (int i = 0; i < Math.Min(turns, room); i++)
                {
                    Quaternion turn = Geometry.AxisAngle(Vector3.UnitZ, i * (MathF.Tau / turns));
                    parts.Add(part with
                    {
                        Rotation = Geometry.Compose(part.Rotation, turn),
                        Translation = Geometry.Rotate(turn, part.Translation),
                    });
                }

                break;
            default:
                for (int i = 0; i < Math.Min(row, room); i++)
                    parts.Add(part with { Translation = part.Translation + (step * i) });
                break;
        }
    }

    /// <summary>
    /// The mirror image across x = 0. Primitives that are no mirror image of themselves (springs, tubes, blobs) are turned, not mirrored.
    /// </summary>
    private static Part Mirror(Part part)
    {
        Quaternion q = part.Rotation;
        return part with
        {
            Rotation = new Quaternion(q.X, -q.Y, -q.Z, q.W),
            Translation = part.Translation with { X = -part.Translation.X },
        };
    }

    private static void AddFrame(List<Part> parts, RandomStream random)
    {
        var body = SurfaceProbe.Of(parts);
        float size = random.NextRange(0.18f, 0.4f) / body.Scale;
        Part frame = PartSampler.SampleFrame(ref random, size);
        (Vector3 point, _) = body.RandomPoint(ref random);
        parts.Add(frame with { Translation = point });
    }

    /// <summary>Makes parts as thick as the grid resolves: first their bars and walls, then the whole of them.</summary>
    private static void Thicken(List<Part> parts)
    {
        float least = ThinnestShare / SurfaceProbe.Of(parts).Scale;
        for (int i = 0; i < parts.Count; i++)
        {
            Part part = parts[i];
            int parameter = ThicknessParameter(part.Primitive);
            float thickness = ShapeConstants.Thinnest(part.Primitive, part.Shape, part.HalfExtents);
            if (parameter >= 0 && thickness < least)
            {
                Vector4 shape = part.Shape;
                shape[parameter] = MathF.Min(shape[parameter] * (least / thickness), ShapeRange.Of(part.Primitive, parameter).High);
                part = part with { Shape = shape };
                thickness = ShapeConstants.Thinnest(part.Primitive, part.Shape, part.HalfExtents);
            }

            if (thickness < least)
                part = part with { HalfExtents = part.HalfExtents * (least / thickness) };
            parts[i] = part;
        }
    }

    /// <summary>The shape parameter that a primitive's bars or walls are as thick as, or -1.</summary>
    private static int ThicknessParameter(PrimitiveKind primitive) => primitive switch
    {
        PrimitiveKind.Torus or PrimitiveKind.Arc or PrimitiveKind.Pipe or PrimitiveKind.Link or PrimitiveKind.Tube or PrimitiveKind.Cross => 0,
        PrimitiveKind.Spring or PrimitiveKind.Gyroid => 1,
        PrimitiveKind.Cage => 2,
        PrimitiveKind.Lattice => 3,
        _ => -1,
    };

    /// <summary>Cuts pieces away, as long as enough is left: cutters that together remove most of a slender body are not for it.</summary>
    private static void Cut(List<Part> parts, int count, ulong campaignSeed, ulong assetIndex)
    {
        for (int i = 0; i < count; i++)
        {
            var random = new RandomStream(campaignSeed, assetIndex, RandomField.Cutter, i);
            parts.Add(SampleCutter(parts, ref random));
            if (SurfaceProbe.Of(parts).CountHits(ref random, ProbeRays) >= LeastHits)
                continue;

            parts.RemoveAt(parts.Count - 1);
            return;
        }
    }

    private static Part SampleCutter(List<Part> parts, ref RandomStream random)
    {
        const float MinShare = 0.1f, MaxShare = 0.22f;
        var body = SurfaceProbe.Of(parts);
        Part cutter = PartSampler.Sample(ref random, 1f);
        float size = random.NextRange(MinShare, MaxShare) / (body.Scale * Geometry.Largest(cutter.HalfExtents));
        bool smooth = random.NextChance(SmoothProbability);
        float radius = random.NextRange(MinSmooth, MaxSmooth) / body.Scale;
        (Vector3 point, _) = body.RandomPoint(ref random);
        return cutter with
        {
            Operation = PartOperation.Difference,
            HalfExtents = cutter.HalfExtents * size,
            Displacement = null,
            Translation = point,
            SmoothRadius = smooth ? radius : 0f,
        };
    }
}
