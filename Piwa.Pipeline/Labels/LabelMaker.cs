using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Labels;

/// <summary>
/// Makes the labels of assets, one after the other. A pure function of mesh, recipe, options, campaign seed and asset index. Memory is kept
/// from asset to asset; only the labels themselves are new. Not thread-safe: each worker has its own.
/// </summary>
public sealed class LabelMaker
{
    private const int CornersOfTriangle = 3;

    /// <summary>Side of the cube of volume samples, as in Hunyuan3D-2.1 and Dora: a little beyond the asset.</summary>
    private const float VolumeSide = 1.05f;

    /// <summary>Noise of the samples near the surface, as in Hunyuan3D-2.1.</summary>
    private static readonly float[] NearDeviations = [0.005f, 0.05f];

    /// <summary>Noise of the samples near sharp edges, as in Hunyuan3D-2.1.</summary>
    private static readonly float[] SharpNearDeviations = [0.001f, 0.003f, 0.01f, 0.02f, 0.04f, 0.06f];

    private readonly LabelOptions _options;
    private readonly MeshBvh _mesh = new();
    private readonly SurfaceSampler _surface = new();
    private readonly SharpEdges _sharp = new();

    /// <summary>Creates a maker.</summary>
    /// <exception cref="ArgumentException">The options have faults; the message lists them.</exception>
    public LabelMaker(LabelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> faults = [];
        options.Validate(faults);
        if (faults.Count > 0)
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        _options = options;
    }

    /// <summary>The labels of an asset that has a mesh.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="campaignSeed">Seed of its campaign.</param>
    /// <exception cref="InvalidOperationException">The asset has no mesh.</exception>
    public ShapeLabels Make(AssetBuffer asset, ulong campaignSeed)
    {
        ArgumentNullException.ThrowIfNull(asset);
        return Make(
            asset.Positions, asset.Triangles, asset.TriangleParts, asset.Recipe.Parts, asset.Placement, campaignSeed, asset.Index);
    }

    /// <summary>The labels of a mesh.</summary>
    /// <param name="positions">x, y, z by vertex, 0 to 65,535: world coordinate = (value - 32767.5) / 65535.</param>
    /// <param name="triangles">Three vertices by triangle, against the clock seen from outside.</param>
    /// <param name="triangleParts">Index of the part by triangle.</param>
    /// <param name="parts">The parts of the recipe.</param>
    /// <param name="placement">From the recipe's units to the world.</param>
    /// <param name="campaignSeed">Seed of the campaign.</param>
    /// <param name="assetIndex">Index of the asset.</param>
    /// <exception cref="ArgumentException">There is no triangle, or the mesh is not closed.</exception>
    public ShapeLabels Make(
        ReadOnlySpan<ushort> positions,
        ReadOnlySpan<ushort> triangles,
        ReadOnlySpan<byte> triangleParts,
        IReadOnlyList<Part> parts,
        AssetPlacement placement,
        ulong campaignSeed,
        ulong assetIndex)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _mesh.Build(positions, triangles);
        _surface.Build(_mesh);
        _sharp.Build(_mesh);
        PartLabel[] partLabels = new PartLabel[parts.Count];
        for (int i = 0; i < partLabels.Length; i++)
            partLabels[i] = Label(i, parts[i], triangleParts, placement);

        var labels = new ShapeLabels(_options, _sharp.Count > 0, partLabels, PartProgram.Write(parts));
        DrawSurface(labels, triangleParts, Stream(SampleSet.Surface));
        DrawSharp(labels.SharpMemory, Stream(SampleSet.Sharp));
        DrawVolume(labels.VolumeMemory, Stream(SampleSet.Volume));
        DrawNear(labels.NearMemory, Stream(SampleSet.Near));
        DrawSharpNear(labels.SharpNearMemory, Stream(SampleSet.SharpNear));
        return labels;

        RandomStream Stream(SampleSet set) => new(campaignSeed, assetIndex, RandomField.Labels, (int)set);
    }

    private PartLabel Label(int index, Part part, ReadOnlySpan<byte> triangleParts, AssetPlacement placement)
    {
        var low = new Vector3(float.MaxValue);
        var high = new Vector3(float.MinValue);
        int count = 0;
        double area = 0.0;
        for (int t = 0; t < triangleParts.Length; t++)
        {
            if (triangleParts[t] != index)
                continue;

            count++;
            area += SurfaceSampler.Area(_mesh, t);
            for (int corner = CornersOfTriangle * t; corner < CornersOfTriangle * (t + 1); corner++)
            {
                Vector3 place = _mesh.PlaceOf(corner).ToWorld();
                (low, high) = (Vector3.Min(low, place), Vector3.Max(high, place));
            }
        }

        bool isVisible = count > 0;
        return new PartLabel(
            part.Primitive,
            part.Operation,
            count,
            (float)Double3.LengthToWorld(Double3.LengthToWorld(area)),
            isVisible ? low : default,
            isVisible ? high : default,
            placement.ToWorld(part.Translation),
            part.HalfExtents * placement.Scale,
            part.Rotation);
    }

    private void DrawSurface(ShapeLabels labels, ReadOnlySpan<byte> triangleParts, RandomStream random)
    {
        Span<Half> points = labels.SurfaceMemory;
        for (int i = 0; i < labels.SurfacePartMemory.Length; i++)
        {
            (Double3 place, int triangle) = _surface.Draw(_mesh, ref random);
            Store(points.Slice(ShapeLabels.ValuesOfSurfacePoint * i, ShapeLabels.ValuesOfSurfacePoint), place, _mesh.NormalOf(triangle));
            labels.SurfacePartMemory[i] = triangleParts[triangle];
        }
    }

    private void DrawSharp(Span<Half> points, RandomStream random)
    {
        for (int i = 0; i < points.Length; i += ShapeLabels.ValuesOfSurfacePoint)
        {
            (Double3 place, Double3 normal) = _sharp.Draw(_mesh, ref random);
            Store(points.Slice(i, ShapeLabels.ValuesOfSurfacePoint), place, normal);
        }
    }

    private void DrawVolume(Span<Half> points, RandomStream random)
    {
        for (int i = 0; i < points.Length; i += ShapeLabels.ValuesOfDistance)
            Measure(points.Slice(i, ShapeLabels.ValuesOfDistance), random.NextVector(-0.5f * VolumeSide, 0.5f * VolumeSide));
    }

    private void DrawNear(Span<Half> points, RandomStream random)
    {
        for (int i = 0; i < points.Length / ShapeLabels.ValuesOfDistance; i++)
        {
            Double3 place = _surface.Draw(_mesh, ref random).Place;
            Vector3 noise = Noise(NearDeviations[i % NearDeviations.Length], ref random);
            Measure(points.Slice(ShapeLabels.ValuesOfDistance * i, ShapeLabels.ValuesOfDistance), place.ToWorld() + noise);
        }
    }

    private void DrawSharpNear(Span<Half> points, RandomStream random)
    {
        for (int i = 0; i < points.Length / ShapeLabels.ValuesOfDistance; i++)
        {
            Double3 place = _sharp.Draw(_mesh, ref random).Place;
            Vector3 noise = Noise(SharpNearDeviations[i % SharpNearDeviations.Length], ref random);
            Measure(points.Slice(ShapeLabels.ValuesOfDistance * i, ShapeLabels.ValuesOfDistance), place.ToWorld() + noise);
        }
    }

    private static Vector3 Noise(float deviation, ref RandomStream random)
    {
        float x = random.NextNormal(), y = random.NextNormal(), z = random.NextNormal();
        return new Vector3(deviation * x, deviation * y, deviation * z);
    }

    private void Measure(Span<Half> target, Vector3 point)
    {
        Store(target, point);
        target[3] = (Half)_mesh.SignedDistance(new Vector3((float)target[0], (float)target[1], (float)target[2]));
    }

    private static void Store(Span<Half> target, Double3 place, Double3 normal)
    {
        Store(target, place.ToWorld());
        (target[3], target[4], target[5]) = ((Half)normal.X, (Half)normal.Y, (Half)normal.Z);
    }

    private static void Store(Span<Half> target, Vector3 point) =>
        (target[0], target[1], target[2]) = ((Half)point.X, (Half)point.Y, (Half)point.Z);
}
