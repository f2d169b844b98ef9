using System.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Bench.Accuracy;

/// <summary>A solid whose mesh is measured.</summary>
/// <param name="Part">The solid.</param>
/// <param name="Exact">
/// Distance of a point of the part's own frame to its surface, in recipe units; null where there is no closed form.
/// </param>
internal sealed record AccuracyCase(Part Part, Func<Vector3, double>? Exact)
{
    /// <summary>Each primitive but the formula, by itself, with the middle of each parameter's range.</summary>
    public static IEnumerable<AccuracyCase> All =>
        Enum.GetValues<PrimitiveKind>().Where(primitive => primitive != PrimitiveKind.Formula).Select(Create);

    private static AccuracyCase Create(PrimitiveKind primitive)
    {
        var part = new Part { Primitive = primitive, Shape = Middle(primitive) };
        Vector4 s = part.Shape;
        switch (primitive)
        {
            case PrimitiveKind.Ellipsoid:
                return new(part, p => Math.Abs(Length(p.X, p.Y, p.Z) - 1.0));
            case PrimitiveKind.Cuboid:
                // With sharp edges.
                return new(part with { Shape = default }, ToBox);
            case PrimitiveKind.Cylinder:
                return new(part, p => ToProfile(p, [(0, -1), (1, -1), (1, 1), (0, 1)]));
            case PrimitiveKind.Cone:
                return new(part, p => ToProfile(p, [(0, -1), (1, -1), (s.X, 1), (0, 1)]));
            case PrimitiveKind.Capsule:
                part = part with { HalfExtents = new Vector3(0.5f, 0.5f, 1f) };
                return new(part, p => Math.Abs(Length(p.X, p.Y, Math.Max(Math.Abs(p.Z) - 0.5, 0.0)) - 0.5));
            case PrimitiveKind.Torus:
                // With a round tube.
                part = part with { HalfExtents = new Vector3(1f, 1f, s.X) };
                return new(part, p => Math.Abs(Length(Length(p.X, p.Y, 0.0) - (1.0 - s.X), p.Z, 0.0) - s.X));
            default:
                return new(part, null);
        }
    }

    private static Vector4 Middle(PrimitiveKind primitive)
    {
        Vector4 shape = default;
        for (int i = 0; i < 4; i++)
        {
            ShapeRange range = ShapeRange.Of(primitive, i);
            float middle = (range.Low + range.High) * 0.5f;
            shape[i] = range.IsWhole ? MathF.Floor(middle) : middle;
        }

        // The body of a cage is a choice, not a measure: an ellipsoid.
        return primitive == PrimitiveKind.Cage ? shape with { W = 0f } : shape;
    }

    private static double ToBox(Vector3 p)
    {
        double x = Math.Abs((double)p.X) - 1.0, y = Math.Abs((double)p.Y) - 1.0, z = Math.Abs((double)p.Z) - 1.0;
        double inside = Math.Max(x, Math.Max(y, z));
        return inside < 0.0 ? -inside : Length(Math.Max(x, 0.0), Math.Max(y, 0.0), Math.Max(z, 0.0));
    }

    /// <summary>Distance to a solid of revolution, by the line that its outline makes in (radius, z).</summary>
    private static double ToProfile(Vector3 p, ReadOnlySpan<(double R, double Z)> line)
    {
        double r = Length(p.X, p.Y, 0.0), least = double.MaxValue;
        for (int i = 1; i < line.Length; i++)
        {
            (double ar, double az) = line[i - 1];
            double br = line[i].R - ar, bz = line[i].Z - az;
            double along = Math.Clamp((((r - ar) * br) + ((p.Z - az) * bz)) / ((br * br) + (bz * bz)), 0.0, 1.0);
            least = Math.Min(least, Length(r - ar - (along * br), p.Z - az - (along * bz), 0.0));
        }

        return least;
    }

    private static double Length(double x, double y, double z) => Math.Sqrt((x * x) + (y * y) + (z * z));
}
