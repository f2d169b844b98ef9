using System.Numerics;
using Piwa.Kernels.Meshes;

namespace Piwa.Kernels.Recipes.Presets;

/// <summary>Finds random points on the surface of the parts placed so far, to attach or cut at.</summary>
internal static class SurfaceProbe
{
    private const int MaxSteps = 48;
    private const int MaxRays = 8;

    /// <summary>Close enough to the surface, in unit space.</summary>
    private const float Tolerance = 1e-3f;

    /// <summary>
    /// Walks in from outside towards a random part, along a random direction, until it meets the surface; after too many rays that
    /// pass through holes, the part's centre serves.
    /// </summary>
    /// <returns>A surface point in recipe units and the outward normal there.</returns>
    public static (Vector3 Point, Vector3 Normal) RandomPoint(IReadOnlyList<Part> parts, ref RandomStream random)
    {
        FieldProgram field = FieldProgram.Compile(parts);
        for (int ray = 0; ray < MaxRays; ray++)
        {
            Vector3 target = ToUnit(field, parts[random.NextInt(parts.Count)].Translation);
            Vector3 outward = random.NextDirection();
            if (March(field, target, outward) is { } point)
                return (ToRecipe(field, point), Normal(field, point, outward));
        }

        return (parts[0].Translation, Vector3.UnitZ);
    }

    private static Vector3? March(FieldProgram field, Vector3 target, Vector3 outward)
    {
        const float Start = 2f; // farther from any point of unit space than its diagonal
        float along = Start;
        for (int step = 0; step < MaxSteps && along > -Start; step++)
        {
            Vector3 point = target + (outward * along);
            float distance = field.Evaluate(point);
            if (distance < Tolerance)
                return point;
            along -= distance;
        }

        return null;
    }

    private static Vector3 ToUnit(FieldProgram field, Vector3 point) => (point - field.Centre) * field.Scale;

    private static Vector3 ToRecipe(FieldProgram field, Vector3 point) => (point * (1f / field.Scale)) + field.Centre;

    private static Vector3 Normal(FieldProgram field, Vector3 point, Vector3 fallback)
    {
        Vector3 gradient = Gradient(field, point);
        float length = Geometry.Length(gradient);
        return length > 0f ? gradient * (1f / length) : fallback;
    }

    private static Vector3 Gradient(FieldProgram field, Vector3 point)
    {
        const float Step = 1e-3f;
        Vector3 x = new(Step, 0f, 0f), y = new(0f, Step, 0f), z = new(0f, 0f, Step);
        return new(
            field.Evaluate(point + x) - field.Evaluate(point - x),
            field.Evaluate(point + y) - field.Evaluate(point - y),
            field.Evaluate(point + z) - field.Evaluate(point - z));
    }
}
