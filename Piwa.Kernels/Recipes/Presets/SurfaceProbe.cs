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

    /// <summary>Shortest step, in unit space: half of the thinnest wall that the grid resolves.</summary>
    private const float MinStep = 0.024f;

    /// <summary>Most that distances are mistrusted by: beyond, short steps and halving serve better.</summary>
    private const float MostSteepness = 2f;

    /// <summary>From a step's length to less than the tolerance.</summary>
    private const int Halvings = 10;

    /// <summary>Sampling is a pure function that any thread may call, many times: what it works in is the thread's.</summary>
    [ThreadStatic]
    private static SurfaceProbe? Own;

    private readonly FieldProgram _field = new();
    private IReadOnlyList<Part> _parts = [];
    private float _steepness;

    private SurfaceProbe()
    {
    }

    /// <summary>The thread's probe, of these parts: valid until it is asked for again.</summary>
    public static SurfaceProbe Of(IReadOnlyList<Part> parts)
    {
        SurfaceProbe probe = Own ??= new SurfaceProbe();
        probe.Load(parts);
        return probe;
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
            Vector3? point = March(ref random, out Vector3 outward);
            if (point is { } found)
                return (ToRecipe(found), Normal(found, outward));
        }

        return (_parts[0].Translation, Vector3.UnitZ);
    }

    /// <summary>How many of so many random rays towards parts meet the surface.</summary>
    public int CountHits(ref RandomStream random, int rays)
    {
        int hits = 0;
        for (int ray = 0; ray < rays; ray++)
            hits += March(ref random, out _) is null ? 0 : 1;
        return hits;
    }

    private void Load(IReadOnlyList<Part> parts)
    {
        _parts = parts;
        _field.Load(parts, isDisplaced: false);
        float steepness = 0f;
        foreach (ref readonly PartRecord part in _field.Parts)
            steepness = MathF.Max(steepness, part.Steepness);
        _steepness = MathF.Min(MostSteepness, steepness);
    }

    private Vector3? March(ref RandomStream random, out Vector3 outward)
    {
        Vector3 target = ToUnit(_parts[random.NextInt(_parts.Count)].Translation);
        outward = random.NextDirection();
        return March(target, outward);
    }

    /// <summary>
    /// Steps by distance, but neither without end where deformations stretch space nor so far that much is passed over; a step that
    /// lands inside is halved back to the surface.
    /// </summary>
    private Vector3? March(Vector3 target, Vector3 outward)
    {
        const float Start = 2f; // farther from any point of unit space than its diagonal
        float outside = Start, along = Start;
        for (int step = 0; step < MaxSteps && along > -Start; step++)
        {
            float distance = _field.Evaluate(target + (outward * along));
            if (distance < Tolerance)
                return target + (outward * (distance < -Tolerance ? Halve(target, outward, outside, along) : along));
            outside = along;
            along -= MathF.Max(distance / _steepness, MinStep);
        }

        return null;
    }

    private float Halve(Vector3 target, Vector3 outward, float outside, float inside)
    {
        for (int step = 0; step < Halvings; step++)
        {
            float middle = 0.5f * (outside + inside);
            if (_field.Evaluate(target + (outward * middle)) < 0f)
                inside = middle;
            else
                outside = middle;
        }

        return inside;
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
