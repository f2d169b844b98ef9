using System.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>Boxes round the surface of a recipe.</summary>
internal static class PartBounds
{
    /// <summary>The smallest share of the true distance that a primitive's bound is taken to give near the surface.</summary>
    private const float LeastAccuracy = 0.5f;

    public readonly record struct Box(Vector3 Low, Vector3 High)
    {
        public Vector3 Size => High - Low;

        public Vector3 Centre => (Low + High) * 0.5f;

        public Box Inflate(float by) => new(Low - new Vector3(by), High + new Vector3(by));

        public Box Join(Box other) => new(Vector3.Min(Low, other.Low), Vector3.Max(High, other.High));

        public Box Meet(Box other) => new(Vector3.Max(Low, other.Low), Vector3.Min(High, other.High));
    }

    /// <summary>
    /// The tight box of the parts as if they were neither displaced nor smoothly joined, and a loose one that holds the surface with
    /// both. A smooth join bulges by a quarter of its radius where distances are true, and farther where they are underestimated.
    /// </summary>
    public static (Box Hard, Box Loose) Of(IReadOnlyList<Part> parts)
    {
        Box hard = Of(parts[0]);
        float growth = Rise(parts[0]), accuracy = Accuracy(parts[0]);
        for (int i = 1; i < parts.Count; i++)
        {
            Part part = parts[i];
            if (part.Operation == PartOperation.Difference)
                continue;

            Box other = Of(part);
            hard = part.Operation == PartOperation.Union ? hard.Join(other) : hard.Meet(other);
            growth = MathF.Max(growth, Rise(part)) + (0.25f * part.SmoothRadius);
            accuracy = MathF.Min(accuracy, Accuracy(part));
        }

        return (hard, hard.Inflate(growth / MathF.Max(accuracy, LeastAccuracy)));
    }

    private static Box Of(Part part)
    {
        Geometry.RotationRows(part.Rotation, out Vector3 r0, out Vector3 r1, out Vector3 r2);
        Vector3 reach = new(Reach(part, r0), Reach(part, r1), Reach(part, r2));
        return new Box(part.Translation - reach, part.Translation + reach);
    }

    private static float Rise(Part part) => ReliefBounds.Rise(part.Displacement);

    /// <summary>Primitives of unequal half extents that contract space underestimate distances by up to the contraction.</summary>
    private static float Accuracy(Part part) => part.Primitive switch
    {
        PrimitiveKind.Ellipsoid or PrimitiveKind.Cuboid or PrimitiveKind.Cylinder or PrimitiveKind.Lattice or PrimitiveKind.Cross => 1f,
        _ => Geometry.Smallest(part.HalfExtents) / Geometry.Largest(part.HalfExtents),
    };

    /// <summary>How far the part reaches along a world axis, given that axis in the part's frame.</summary>
    private static float Reach(Part part, Vector3 axis)
    {
        Vector3 half = part.HalfExtents;
        for (int i = 0; i < part.Deformations.Count; i++)
            half = DeformationConstants.Reach(part.Deformations[i], half);

        Vector3 scaled = axis * half;
        PrimitiveKind hull = part.Deformations.Count > 0 ? PrimitiveKind.Cuboid : part.Primitive;
        return hull switch
        {
            PrimitiveKind.Ellipsoid or PrimitiveKind.Cage or PrimitiveKind.Gyroid => Geometry.Length(scaled),
            PrimitiveKind.Cylinder or PrimitiveKind.Cone or PrimitiveKind.Prism or PrimitiveKind.Star or PrimitiveKind.Pipe or PrimitiveKind.Spring
                or PrimitiveKind.Lathe or PrimitiveKind.Gear => MathF.Sqrt((scaled.X * scaled.X) + (scaled.Y * scaled.Y)) + MathF.Abs(scaled.Z),
            PrimitiveKind.Octahedron => Geometry.Largest(Vector3.Abs(scaled)),
            _ => MathF.Abs(scaled.X) + MathF.Abs(scaled.Y) + MathF.Abs(scaled.Z),
        };
    }
}
