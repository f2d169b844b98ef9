using System.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>The constants and tables of a part's primitive, computed once from its shape parameters.</summary>
internal static class ShapeConstants
{
    /// <summary>A turned solid is nowhere thinner, as a share of its half extents.</summary>
    public const float LeastLatheRadius = 0.08f;

    /// <summary>Forms of a cage's body.</summary>
    public const int CageEllipsoid = 0, CageCylinder = 1, CageCone = 2, CageTorus = 3;

    /// <summary>Place and radius.</summary>
    public const int BallLength = 4;

    public const int MaxBalls = 6;

    /// <summary>Points of the polyline that a tube follows.</summary>
    public const int TubePoints = 13;

    /// <summary>Place, and the reciprocal of the square of the distance to the next point.</summary>
    public const int TubePointLength = 4;

    /// <summary>Data of a part that has any.</summary>
    public const int DataLength = TubePoints * TubePointLength;

    /// <summary>Whether a primitive has a table in the program's data.</summary>
    public static bool HasData(PrimitiveKind primitive) => primitive is PrimitiveKind.Blob or PrimitiveKind.Tube;

    /// <summary>Fills the constants, and the table of a primitive that has one.</summary>
    public static void Set(ref PartRecord record, PrimitiveKind primitive, Vector4 shape, Vector3 half, Span<float> data)
    {
        float across = MathF.Min(half.X, half.Y), smallest = Geometry.Smallest(half);
        switch (primitive)
        {
            case PrimitiveKind.Cuboid:
                record.Shape0 = shape.X * smallest;
                break;
            case PrimitiveKind.Cylinder:
                record.Shape0 = across;
                break;
            case PrimitiveKind.Cone:
                float slope = (shape.X - 1f) / (2f * half.Z);
                record.Shape0 = (1f + shape.X) * 0.5f;
                record.Shape1 = slope;
                record.Shape2 = 1f / MathF.Sqrt((1f / (across * across)) + (slope * slope));
                break;
            case PrimitiveKind.Capsule:
                float radius = MathF.Min(across, half.Z);
                record.Shape0 = radius / half.X;
                record.Shape1 = radius / half.Y;
                record.Shape2 = radius;
                record.Shape3 = half.Z - radius;
                break;
            case PrimitiveKind.Torus:
                float tube = MathF.Min(shape.X * across, half.Z);
                record.Shape0 = across / half.X;
                record.Shape1 = across / half.Y;
                record.Shape2 = across - tube;
                record.Shape3 = tube;
                break;
            case PrimitiveKind.Prism:
                SetPrism(ref record, shape, half, across);
                break;
            case PrimitiveKind.Octahedron or PrimitiveKind.Tetrahedron:
                Vector3 inverse = new(record.InverseHalfX, record.InverseHalfY, record.InverseHalfZ);
                record.Shape0 = 1f / Geometry.Length(inverse);
                break;
            case PrimitiveKind.Superellipsoid:
                // The norm's slope is at most 1 / smallest where it is convex (exponents up to 1), and less than twice that elsewhere.
                record.Shape0 = 2f / shape.Y;
                record.Shape1 = shape.Y / shape.X;
                record.Shape2 = 2f / shape.X;
                record.Shape3 = shape.X * 0.5f;
                record.Shape4 = shape.X <= 1f && shape.Y <= 1f ? smallest : smallest * 0.57735027f;
                break;
            case PrimitiveKind.Star:
                SetStar(ref record, shape, across);
                break;
            case PrimitiveKind.Pipe:
                record.Shape1 = shape.X * across * 0.5f;
                record.Shape0 = across - record.Shape1;
                break;
            case PrimitiveKind.Arc:
                Geometry.SinCos(shape.Y, out record.Shape0, out record.Shape1);
                record.Shape3 = MathF.Min(shape.X * across, half.Z);
                record.Shape2 = across - record.Shape3;
                break;
            case PrimitiveKind.Spring:
                SetSpring(ref record, shape, half, across);
                break;
            case PrimitiveKind.Lathe:
                SetLathe(ref record, shape, half, across);
                break;
            case PrimitiveKind.Link:
                record.Shape1 = MathF.Min(shape.X * across, half.Z);
                record.Shape0 = across - record.Shape1;
                record.Shape2 = half.Y - across;
                break;
            case PrimitiveKind.Blob:
                record.Shape0 = shape.X;
                record.Shape1 = 0.3f * smallest;
                record.Shape2 = 0.25f / record.Shape1;
                FillBalls((int)shape.X, (uint)shape.Y, smallest, data);
                break;
            case PrimitiveKind.Gyroid:
                // Slope of the level: at most sqrt(3) per radian; where a sheet of that thickness ends, it is nearer to 1.5.
                record.Shape0 = MathF.PI * shape.X / Geometry.Largest(half);
                record.Shape1 = shape.Y * 1.5f;
                record.Shape2 = 1f / (record.Shape0 * 1.7320508f);
                break;
            case PrimitiveKind.Lattice:
                record.Shape3 = shape.W * smallest;
                record.Shape0 = 2f * (half.X - record.Shape3) / shape.X;
                record.Shape1 = 2f * (half.Y - record.Shape3) / shape.Y;
                record.Shape2 = 2f * (half.Z - record.Shape3) / shape.Z;
                break;
            case PrimitiveKind.Gear:
                float rise = 0.8f * shape.X * shape.Y / (1f - shape.Y);
                record.Shape0 = shape.X;
                record.Shape1 = across * (1f - (0.5f * shape.Y));
                record.Shape2 = across * 0.5f * shape.Y;
                record.Shape3 = 1f / MathF.Sqrt(1f + (rise * rise));
                break;
            case PrimitiveKind.Tube:
                record.Shape0 = shape.X * 0.5f * smallest;
                FillTube((uint)shape.Y, smallest - record.Shape0, data);
                break;
            case PrimitiveKind.Cage:
                record.Shape0 = MathF.Tau / shape.X;
                record.Shape2 = shape.Y;
                record.Shape4 = shape.Z * smallest;
                record.Shape3 = smallest - record.Shape4;
                record.Shape5 = shape.W;
                record.Shape1 = (int)shape.W switch
                {
                    CageEllipsoid => MathF.PI / (shape.Y + 1f),
                    CageTorus => MathF.Tau / shape.Y,
                    _ => 2f * record.Shape3 / MathF.Max(shape.Y - 1f, 1f),
                };
                break;
            case PrimitiveKind.Cross:
                record.Shape0 = shape.X;
                break;
            default:
                break;
        }
    }

    /// <summary>Thickness of the thinnest feature of a primitive, a bar or a wall, in the units of the half extents.</summary>
    public static float Thinnest(PrimitiveKind primitive, Vector4 shape, Vector3 half)
    {
        float across = MathF.Min(half.X, half.Y), smallest = Geometry.Smallest(half);
        return primitive switch
        {
            PrimitiveKind.Torus or PrimitiveKind.Arc or PrimitiveKind.Link => 2f * MathF.Min(shape.X * across, half.Z),
            PrimitiveKind.Pipe => shape.X * across,
            PrimitiveKind.Spring => 2f * shape.Y * across,
            PrimitiveKind.Gyroid => Geometry.Largest(half) * shape.Y / shape.X,
            PrimitiveKind.Lattice => 2f * shape.W * smallest,
            PrimitiveKind.Tube => shape.X * smallest,
            PrimitiveKind.Cage => 2f * shape.Z * smallest,
            PrimitiveKind.Cross => 2f * shape.X * smallest,
            PrimitiveKind.Formula when shape.X > 0f => shape.X * smallest,
            PrimitiveKind.Lathe => 2f * LeastLatheRadius * across,
            _ => 2f * smallest,
        };
    }

    private static void SetPrism(ref PartRecord record, Vector4 shape, Vector3 half, float across)
    {
        Geometry.SinCos(MathF.Tau / shape.X, out float sine, out float cosine);
        Geometry.SinCos(MathF.PI / shape.X, out _, out float inscribed);
        float change = across * inscribed * shape.Y / (2f * half.Z);
        record.Shape0 = shape.X;
        record.Shape1 = cosine;
        record.Shape2 = sine;
        record.Shape3 = across * inscribed * (1f + (0.5f * shape.Y));
        record.Shape4 = change;
        record.Shape5 = 1f / MathF.Sqrt(1f + (change * change));
    }

    private static void SetStar(ref PartRecord record, Vector4 shape, float across)
    {
        // The edges' direction: between that of a regular polygon and that of a star of straight rays.
        float half = MathF.PI / shape.X;
        float edge = MathF.PI / (2f + ((shape.X - 2f) * (1f - shape.Y)));
        Geometry.SinCos(half, out float sine, out float cosine);
        Geometry.SinCos(edge, out float edgeSine, out float edgeCosine);
        record.Shape0 = 2f * half;
        record.Shape1 = across * cosine;
        record.Shape2 = across * sine;
        record.Shape3 = edgeCosine;
        record.Shape4 = edgeSine;
        record.Shape5 = across * sine / edgeSine;
    }

    private static void SetSpring(ref PartRecord record, Vector4 shape, Vector3 half, float across)
    {
        float wire = shape.Y * across, coil = across - wire, pitch = 2f * half.Z / shape.X;
        float round = MathF.Tau * coil;
        record.Shape0 = coil;
        record.Shape1 = wire;
        record.Shape2 = pitch;
        record.Shape3 = 1f / pitch;
        record.Shape4 = round / MathF.Sqrt((round * round) + (pitch * pitch));
    }

    /// <summary>The cubic through the four radii at -1, -1/3, 1/3 and 1.</summary>
    private static void SetLathe(ref PartRecord record, Vector4 shape, Vector3 half, float across)
    {
        float a = shape.X, b = shape.Y, c = shape.Z, d = shape.W;
        record.Shape0 = ((9f * (b + c)) - a - d) / 16f;
        record.Shape1 = (a - d + (27f * (c - b))) / 16f;
        record.Shape2 = 9f * (a + d - b - c) / 16f;
        record.Shape3 = 9f * (d - a + (3f * (b - c))) / 16f;
        float steepest = 0f;
        const int Steps = 32;
        for (int i = 0; i <= Steps; i++)
        {
            float w = (2f * i / Steps) - 1f;
            steepest = MathF.Max(steepest, MathF.Abs(record.Shape1 + (w * ((2f * record.Shape2) + (3f * w * record.Shape3)))));
        }

        float slope = steepest * across / half.Z;
        record.Shape4 = across / MathF.Sqrt(1f + (slope * slope));
    }

    private static void FillBalls(int count, uint seed, float size, Span<float> data)
    {
        var random = new RandomStream(seed, 0, RandomField.Shape);
        for (int i = 0; i < count; i++)
        {
            float radius = random.NextRange(0.3f, 0.5f);
            Vector3 place = random.NextDirection() * ((1f - radius) * MathF.Sqrt(random.NextUnit()));
            Span<float> ball = data.Slice(i * BallLength, BallLength);
            (ball[0], ball[1], ball[2], ball[3]) = (place.X * size, place.Y * size, place.Z * size, radius * size);
        }
    }

    /// <summary>A Bezier curve of degree 3 from one end of the box to the other.</summary>
    private static void FillTube(uint seed, float size, Span<float> data)
    {
        var random = new RandomStream(seed, 0, RandomField.Shape);
        Vector3 a = random.NextVector(-1f, 1f) with { Z = -1f }, d = random.NextVector(-1f, 1f) with { Z = 1f };
        Vector3 b = random.NextVector(-1.6f, 1.6f), c = random.NextVector(-1.6f, 1.6f);
        var points = new Vector3[TubePoints];
        for (int i = 0; i < TubePoints; i++)
        {
            float t = (float)i / (TubePoints - 1), s = 1f - t;
            Vector3 point = (a * (s * s * s)) + (b * (3f * s * s * t)) + (c * (3f * s * t * t)) + (d * (t * t * t));
            points[i] = new Vector3(Within(point.X), Within(point.Y), Within(point.Z)) * size;
        }

        for (int i = 0; i < TubePoints; i++)
        {
            Span<float> entry = data.Slice(i * TubePointLength, TubePointLength);
            Vector3 step = i + 1 < TubePoints ? points[i + 1] - points[i] : Vector3.UnitX;
            (entry[0], entry[1], entry[2], entry[3]) = (points[i].X, points[i].Y, points[i].Z, 1f / MathF.Max(Geometry.Dot(step, step), 1e-12f));
        }

        static float Within(float coordinate) => MathF.Min(MathF.Max(coordinate, -1f), 1f);
    }
}
