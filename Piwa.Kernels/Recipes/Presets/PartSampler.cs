using System.Numerics;

namespace Piwa.Kernels.Recipes.Presets;

/// <summary>Draws the shapes of parts: primitive, proportions, shape parameters, deformations, relief. Placing them is for others.</summary>
internal static class PartSampler
{
    private const float MinHalfExtent = 0.35f;
    private const float MaxHalfExtent = 1.2f;
    private const float AlignedProbability = 0.3f;
    private const float DeformedProbability = 0.3f;
    private const float TwiceDeformedProbability = 0.25f;
    private const float FlatProbability = 0.6f;

    /// <summary>How often each primitive is drawn: the classical ones more often than the odd ones.</summary>
    private static readonly (PrimitiveKind Kind, int Weight)[] Kinds =
    [
        (PrimitiveKind.Ellipsoid, 10), (PrimitiveKind.Cuboid, 14), (PrimitiveKind.Cylinder, 10), (PrimitiveKind.Cone, 7),
        (PrimitiveKind.Capsule, 6), (PrimitiveKind.Torus, 6), (PrimitiveKind.Prism, 8), (PrimitiveKind.Octahedron, 3),
        (PrimitiveKind.Superellipsoid, 7), (PrimitiveKind.Tetrahedron, 2), (PrimitiveKind.Dodecahedron, 3), (PrimitiveKind.Icosahedron, 3),
        (PrimitiveKind.Star, 4), (PrimitiveKind.Pipe, 5), (PrimitiveKind.Arc, 4), (PrimitiveKind.Spring, 2), (PrimitiveKind.Lathe, 8),
        (PrimitiveKind.Link, 3), (PrimitiveKind.Blob, 5), (PrimitiveKind.Gyroid, 2), (PrimitiveKind.Gear, 5), (PrimitiveKind.Tube, 4),
        (PrimitiveKind.Cross, 3),
    ];

    private static readonly int[] Weights = [.. Kinds.Select(entry => entry.Weight)];

    private static readonly int DeformationKinds = Enum.GetValues<DeformationKind>().Length;
    private static readonly int DisplacementKinds = Enum.GetValues<DisplacementKind>().Length;

    /// <summary>Solids that a relief suits: their distances are true near the surface.</summary>
    private static readonly PrimitiveKind[] Displaceable = [PrimitiveKind.Ellipsoid, PrimitiveKind.Cuboid, PrimitiveKind.Cylinder];

    /// <summary>A part at the origin.</summary>
    /// <param name="random">Its stream.</param>
    /// <param name="scale">Factor of its size.</param>
    public static Part Sample(ref RandomStream random, float scale)
    {
        PrimitiveKind kind = Kinds[random.NextWeighted(Weights)].Kind;
        Vector3 half = Proportion(kind, random.NextVector(MinHalfExtent, MaxHalfExtent) * scale);
        Vector4 shape = SampleShape(kind, ref random);
        Quaternion rotation = SampleRotation(ref random);
        Deformation[] deformations = SampleDeformations(ref random, half);
        Displacement? displacement = SampleDisplacement(ref random, half, Displaceable.Contains(kind));
        return new Part
        {
            Primitive = kind,
            HalfExtents = half,
            Shape = shape,
            Rotation = rotation,
            Deformations = deformations,
            Displacement = displacement,
        };
    }

    /// <summary>A frame of bars or a cage of wires, at the origin.</summary>
    public static Part SampleFrame(ref RandomStream random, float scale)
    {
        Vector3 half = random.NextVector(0.5f, 1f) * scale;
        Quaternion rotation = SampleRotation(ref random);
        int x = 1 + random.NextInt(3), y = 1 + random.NextInt(3), z = 1 + random.NextInt(3);
        float bar = random.NextRange(0.06f, 0.12f);
        bool isCage = random.NextChance(0.5f);
        var frame = new Part { HalfExtents = half, Rotation = rotation };
        return isCage
            ? frame with { Primitive = PrimitiveKind.Cage, Shape = new(4 + (2 * x), 1 + y + z, bar, random.NextInt(4)) }
            : frame with { Primitive = PrimitiveKind.Lattice, Shape = new(x, y, z, bar) };
    }

    private static Quaternion SampleRotation(ref RandomStream random)
    {
        bool aligned = random.NextChance(AlignedProbability);
        Quaternion any = random.NextRotation();
        return aligned ? Geometry.FromZ(random.NextInt(3) switch { 0 => Vector3.UnitX, 1 => Vector3.UnitY, _ => Vector3.UnitZ }) : any;
    }

    /// <summary>Keeps the proportions that a primitive needs to look like itself.</summary>
    private static Vector3 Proportion(PrimitiveKind kind, Vector3 half) => kind switch
    {
        PrimitiveKind.Torus or PrimitiveKind.Arc => new(half.X, MathF.Max(half.Y, half.X * 0.6f), half.Z * 0.4f),
        PrimitiveKind.Star or PrimitiveKind.Gear => new(half.X, half.X, half.Z * 0.5f),
        PrimitiveKind.Link => new(half.X * 0.6f, MathF.Max(half.Y, half.X), half.Z * 0.3f),
        PrimitiveKind.Spring => new(half.X * 0.7f, half.X * 0.7f, MathF.Max(half.Z, half.X * 0.7f)),
        PrimitiveKind.Lathe => new(half.X * 0.8f, half.X * 0.8f, MathF.Max(half.Z, half.X * 0.6f)),
        PrimitiveKind.Tube or PrimitiveKind.Gyroid => new(MathF.Max(half.X, half.Z * 0.6f), MathF.Max(half.Y, half.Z * 0.6f), half.Z),
        _ => half,
    };

    private static Vector4 SampleShape(PrimitiveKind kind, ref RandomStream random)
    {
        // The same number of draws for every kind, so that a change of one moves no other.
        float a = random.NextUnit(), b = random.NextUnit(), c = random.NextUnit(), d = random.NextUnit();
        uint key = random.NextBits() >> 8;
        return kind switch
        {
            PrimitiveKind.Cuboid => new(a < 0.4f ? Within(b, 0.1f, 0.6f) : 0f, 0f, 0f, 0f),
            PrimitiveKind.Cone => new(Within(a, 0f, 0.8f), 0f, 0f, 0f),
            PrimitiveKind.Torus => new(Within(a, 0.18f, 0.45f), 0f, 0f, 0f),
            PrimitiveKind.Prism => new(Whole(a, 3, 8), b < 0.4f ? -Within(c, 0.2f, 1f) : 0f, 0f, 0f),
            PrimitiveKind.Superellipsoid => new(Exponent(a), Exponent(b), 0f, 0f),
            PrimitiveKind.Star => new(Whole(a, 4, 8), Within(b, 0.3f, 0.75f), 0f, 0f),
            PrimitiveKind.Pipe => new(Within(a, 0.15f, 0.5f), 0f, 0f, 0f),
            PrimitiveKind.Arc => new(Within(a, 0.2f, 0.4f), Within(b, 1f, 2.6f), 0f, 0f),
            PrimitiveKind.Spring => new(Within(a, 2f, 4.5f), Within(b, 0.16f, 0.26f), 0f, 0f),
            PrimitiveKind.Lathe => new(Within(a, 0.2f, 1f), Within(b, 0.2f, 1f), Within(c, 0.2f, 1f), Within(d, 0.1f, 1f)),
            PrimitiveKind.Link => new(Within(a, 0.2f, 0.4f), 0f, 0f, 0f),
            PrimitiveKind.Blob => new(Whole(a, 3, 6), key, 0f, 0f),
            PrimitiveKind.Gyroid => new(Within(a, 1f, 2f), Within(b, 0.25f, 0.45f), 0f, 0f),
            PrimitiveKind.Gear => new(Whole(a, 5, 14), Within(b, 0.1f, 0.35f), 0f, 0f),
            PrimitiveKind.Tube => new(Within(a, 0.25f, 0.5f), key, 0f, 0f),
            PrimitiveKind.Cross => new(Within(a, 0.2f, 0.5f), 0f, 0f, 0f),
            _ => default,
        };
    }

    private static Deformation[] SampleDeformations(ref RandomStream random, Vector3 half)
    {
        bool one = random.NextChance(DeformedProbability), two = random.NextChance(TwiceDeformedProbability);
        Deformation first = SampleDeformation(ref random, half), second = SampleDeformation(ref random, half);
        return !one ? [] : !two || first.Kind == second.Kind ? [first] : [first, second];
    }

    private static Deformation SampleDeformation(ref RandomStream random, Vector3 half)
    {
        var kind = (DeformationKind)random.NextInt(DeformationKinds);
        float amount = random.NextUnit(), frequency = random.NextUnit();
        float sign = random.NextChance(0.5f) ? 1f : -1f;
        uint seed = random.NextBits();
        float height = 2f * half.Z, across = MathF.Sqrt((half.X * half.X) + (half.Y * half.Y));
        return kind switch
        {
            // Bounds keep the stretch of space below three or so, where the grid still sees what is made.
            DeformationKind.Twist => new(kind, sign * MathF.Min(Within(amount, 0.4f, MathF.PI), 1.8f * height / across)),
            DeformationKind.Taper => new(kind, Within(amount, 0.35f, 1.3f)),
            DeformationKind.Bend => new(kind, sign * MathF.Min(Within(amount, 0.4f, 1.8f), 0.6f * height / half.X)),
            DeformationKind.Shear => new(kind, sign * Within(amount, 0.15f, 0.6f)),
            DeformationKind.Wave => new(kind, Within(amount, 0.08f, 0.25f), Within(frequency, 0.7f, 2f), seed & 0xFFFF),
            _ => new(kind, Within(amount, 0.15f, 0.45f), Within(frequency, 1f, 2.5f), seed),
        };
    }

    private static Displacement? SampleDisplacement(ref RandomStream random, Vector3 half, bool isDisplaceable)
    {
        bool flat = random.NextChance(FlatProbability), fields = random.NextChance(0.4f);
        var kind = (DisplacementKind)(1 + random.NextInt(DisplacementKinds - 1));
        uint seed = random.NextBits();
        float smallest = Geometry.Smallest(half);
        float frequency = random.NextRange(0.9f, 1.8f) / smallest, amplitude = random.NextRange(0.04f, 0.12f) / frequency;
        Span<float> sides = stackalloc float[Displacement.SideCount];
        for (int side = 0; side < sides.Length; side++)
            sides[side] = random.NextRange(0f, 0.15f * smallest);
        return flat || !isDisplaceable ? null : fields
            ? new Displacement(DisplacementKind.HeightField, seed, sides.ToArray())
            : new Displacement(kind, seed, [amplitude], frequency);
    }

    private static float Within(float unit, float low, float high) => low + ((high - low) * unit);

    private static float Whole(float unit, int low, int high) => low + MathF.Floor(unit * (high - low + 1));

    /// <summary>0.25 to 1.6, as often below as above 0.63: boxy and diamond shapes alike.</summary>
    private static float Exponent(float unit) => 0.25f * Numerics.Elementary<Numerics.FloatX1, Numerics.IntX1, Numerics.MaskX1>.Pow(6.4f, unit).Value;
}
