using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Labels;

namespace Piwa.Bench.Accuracy;

/// <summary>Measures one mesh against its solid.</summary>
internal sealed class AccuracyMeter
{
    private const int Samples = 50_000;
    private const int EdgeSamples = 1000;

    private readonly MeshBvh _mesh = new();
    private readonly SurfaceSampler _surface = new();

    public AccuracyResult Measure(AssetBuffer asset, AccuracyCase solid, bool isRotated)
    {
        _mesh.Build(asset.Positions, asset.Triangles);
        _surface.Build(_mesh);
        FieldProgram field = FieldProgram.Compile(asset.Recipe.Parts);
        AssetPlacement placement = asset.Placement;
        var random = new RandomStream(0, (ulong)solid.Part.Primitive, RandomField.Labels);
        double[] distances = new double[Samples];
        for (int i = 0; i < Samples; i++)
        {
            Vector3 recipe = (_surface.Draw(_mesh, ref random).Place.ToWorld() / placement.Scale) + placement.Centre;
            distances[i] = placement.Scale * (solid.Exact is { } exact ? exact(ToPart(solid.Part, recipe)) : ToField(field, recipe));
        }

        Array.Sort(distances);
        bool isBox = solid.Part.Primitive == PrimitiveKind.Cuboid;
        return new AccuracyResult(
            solid.Part.Primitive.ToString(),
            isRotated,
            solid.Exact is not null,
            asset.TriangleCount,
            asset.GridResolution,
            distances.Average(),
            distances[Samples * 99 / 100],
            distances[^1],
            isBox ? MeasureEdges(solid.Part, placement) : null,
            isBox ? MeasureFlatness(solid.Part) : null);
    }

    private static Vector3 ToPart(Part part, Vector3 recipe) =>
        Vector3.Transform(recipe - part.Translation, Quaternion.Conjugate(part.Rotation));

    /// <summary>
    /// Distance to where the recipe's field is zero, in recipe units: Newton's steps along its gradient, none longer than the first; the first
    /// one's length where they lead astray.
    /// </summary>
    private static double ToField(FieldProgram field, Vector3 recipe)
    {
        const int Steps = 8;
        const float Reach = 2e-4f; // for differences of a field in single precision
        const float Found = 2e-6f;
        const float LeastSlope = 0.1f;
        const float Astray = 2f;
        Vector3 start = (recipe - field.Centre) * field.Scale, point = start;
        float first = 0f;
        for (int step = 0; step < Steps; step++)
        {
            float value = field.Evaluate(point);
            Vector3 gradient = new Vector3(
                field.Evaluate(point + (Vector3.UnitX * Reach)) - field.Evaluate(point - (Vector3.UnitX * Reach)),
                field.Evaluate(point + (Vector3.UnitY * Reach)) - field.Evaluate(point - (Vector3.UnitY * Reach)),
                field.Evaluate(point + (Vector3.UnitZ * Reach)) - field.Evaluate(point - (Vector3.UnitZ * Reach))) / (2f * Reach);
            float slope = MathF.Max(gradient.Length(), LeastSlope), length = MathF.Abs(value) / slope;
            first = step == 0 ? length : first;
            if (MathF.Abs(value) < Found)
                break;

            point -= gradient * (MathF.CopySign(MathF.Min(length, first), value) / slope);
        }

        float distance = (point - start).Length();
        return (distance < Astray * first ? distance : first) / field.Scale;
    }

    private AccuracySpread MeasureEdges(Part box, AssetPlacement placement)
    {
        List<double> errors = [];
        for (int axis = 0; axis < 3; axis++)
        {
            for (int i = 0; i < 4 * EdgeSamples; i++)
            {
                float along = (2f * (i % EdgeSamples) / (EdgeSamples - 1)) - 1f;
                float u = i / EdgeSamples % 2 == 0 ? 1f : -1f, v = i / EdgeSamples < 2 ? 1f : -1f;
                Vector3 point = axis switch { 0 => new(along, u, v), 1 => new(v, along, u), _ => new(u, v, along) };
                Vector3 world = placement.ToWorld(Vector3.Transform(point * box.HalfExtents, box.Rotation) + box.Translation);
                errors.Add(MathF.Abs(_mesh.SignedDistance(world)));
            }
        }

        return new AccuracySpread(errors.Average(), errors.Max());
    }

    /// <summary>The mean is by area.</summary>
    private AccuracySpread MeasureFlatness(Part box)
    {
        double sum = 0.0, total = 0.0, largest = 0.0;
        for (int t = 0; t < _mesh.TriangleCount; t++)
        {
            Double3 n = _mesh.NormalOf(t);
            Vector3 own = Vector3.Transform(new Vector3((float)n.X, (float)n.Y, (float)n.Z), Quaternion.Conjugate(box.Rotation));
            (float x, float y, float z) = (MathF.Abs(own.X), MathF.Abs(own.Y), MathF.Abs(own.Z));
            float off = x >= y && x >= z ? MathF.Sqrt((y * y) + (z * z)) : y >= z ? MathF.Sqrt((x * x) + (z * z)) : MathF.Sqrt((x * x) + (y * y));
            double angle = Math.Asin(Math.Min(off, 1f)) * 180.0 / Math.PI, area = SurfaceSampler.Area(_mesh, t);
            sum += angle * area;
            total += area;
            largest = Math.Max(largest, angle);
        }

        return new AccuracySpread(sum / total, largest);
    }
}
