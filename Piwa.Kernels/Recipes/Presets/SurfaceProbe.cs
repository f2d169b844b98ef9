using System.Numerics;
using Piwa.Kernels.Meshes;

namespace Piwa.Kernels.Recipes.Presets;

/// <summary>Finds random points on the surface of parts, to attach or cut at. Their displacements are left out of account.</summary>
internal sealed class SurfaceProbe
{
    private const int MaxSteps = 48;
    private const int MaxRays = 8;

    /// <summary>Close enough to the surface, in unit space.</summary>
    private const float Tolerance = 1e-3f;

    private readonly IReadOnlyList<Part> _parts;
    private readonly FieldProgram _field;
    private readonly float _steepness;

    public SurfaceProbe(IReadOnlyList<Part> parts)
    {
        _parts = parts;
        _field = FieldProgram.Compile([.. parts.Select(part => part with { Displacement = null })]);
        _steepness = _field.Parts.Max(part => part.Steepness);
    }

    /// <summary>Unit space = recipe space times this: the reciprocal of the longest side of the parts' box.</summary>
    public float Scale => _field.Scale;

    /// <summary>Upper end of the parts' box, in recipe units.</summary>
    public float Top => ToRecipe(_field.Hard.High).Z;

    /// <summary>
    /// Walks in from outside towards a random part, along a random direction, until it meets the surface; after too many rays that
    /// pass through holes, the part's centre serves.
    /// </summary>
    /// <returns>A surface point in recipe units and the outward normal there.</returns>
    public (Vector3 Point, Vector3 Normal) RandomPoint(ref RandomStream random)
    {
        for (int ray = 0; ray < MaxRays; ray++)
        {
            Vector3 target = ToUnit(_parts[random.NextInt(_parts.Count)].Translation);
            Vector3 outward = random.NextDirection();
            if (March(target, outward) is { } point)
                return (ToRecipe(point), Normal(point, outward));
        }

        return (_parts[0].Translation, Vector3.UnitZ);
    }

    private Vector3? March(Vector3 target, Vector3 outward)
    {
        const float Start = 2f; // farther from any point of unit space than its diagonal
        float along = Start;
        for (int step = 0; step < MaxSteps && along > -Start; step++)
        {
            Vector3 point = target + (outward * along);
            float distance = _field.Evaluate(point);
            if (distance < Tolerance)
                return point;
            along -= distance / _steepness;
        }

        return null;
    }

    private Vector3 ToUnit(Vector3 point) => (point - _field.Centre) * _field.Scale;

    private Vector3 ToRecipe(Vector3 point) => (point * (1f / _field.Scale)) + _field.Centre;

    private Vector3 Normal(Vector3 point, Vector3 fallback)
    {
        Vector3 gradient = Gradient(point);
        float length = Geometry.Length(gradient);
        return length > 0f ? gradient * (1f / length) : fallback;
    }

    private Vector3 Gradient(Vector3 point)
    {
        const float Step = 1e-3f;
        Vector3 x = new(Step, 0f, 0f), y = new(0f, Step, 0f), z = new(0f, 0f, Step);
        return new(
            _field.Evaluate(point + x) - _field.Evaluate(point - x),
            _field.Evaluate(point + y) - _field.Evaluate(point - y),
            _field.Evaluate(point + z) - _field.Evaluate(point - z));
    }
}
