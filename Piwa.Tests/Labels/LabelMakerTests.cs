using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Labels;
using Piwa.Tests.Kernels.Meshes;

namespace Piwa.Tests.Labels;

public sealed class LabelMakerTests : IDisposable
{
    /// <summary>Half a step of a half-precision float below 0.5, on three axes.</summary>
    private const double Rounding = 2.2e-4;

    private readonly MeshBench _bench = new(2000);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void SurfaceSamplesLieOnTheSurfaceAndInTheirPartsBoxes()
    {
        AssetBuffer asset = LabelMeshes.Make(_bench, "piwa", 1);
        ShapeLabels labels = Make(asset);
        MeshBvh mesh = new();
        mesh.Build(asset.Positions, asset.Triangles);
        Assert.Equal(LabelOptions.DefaultSamples, labels.SurfaceParts.Length);
        Assert.Equal(asset.Recipe.Parts.Count, labels.Parts.Count);
        for (int i = 0; i < labels.SurfaceParts.Length; i++)
        {
            Vector3 point = Vector(labels.Surface, 6 * i), normal = Vector(labels.Surface, (6 * i) + 3);
            SurfacePoint nearest = mesh.Closest(point);
            Assert.InRange(Math.Abs(nearest.Distance), 0, Rounding);
            Assert.Equal(1f, normal.Length(), 2e-3f);

            PartLabel part = labels.Parts[labels.SurfaceParts[i]];
            Assert.True(part.IsVisible);
            Assert.True(Vector3.Min(point - part.Low, part.High - point) is { X: > -2.5e-4f, Y: > -2.5e-4f, Z: > -2.5e-4f });
        }

        Assert.Equal(asset.TriangleCount, labels.Parts.Sum(part => part.TriangleCount));
    }

    [Fact]
    public void SurfaceSamplesAreUniformByArea()
    {
        ShapeLabels labels = Make(_bench.Make(MeshBench.Of(LabelMeshes.Box)), new LabelOptions { SurfaceSamples = 40_000 });
        Quaternion toBox = Quaternion.Conjugate(LabelMeshes.Box.Rotation);
        PartLabel box = Assert.Single(labels.Parts);
        Vector3 half = box.HalfExtents;

        // By side of the box, and which quarter of the side.
        int[] counts = new int[24];
        double[] areas = new double[24];
        for (int cell = 0; cell < counts.Length; cell++)
            areas[cell] = (cell / 8) switch { 0 => half.Y * half.Z, 1 => half.Z * half.X, _ => half.X * half.Y };
        for (int i = 0; i < labels.SurfaceParts.Length; i++)
        {
            Vector3 p = Vector3.Transform(Vector(labels.Surface, 6 * i) - box.Centre, toBox) / half;
            Vector3 n = Vector3.Transform(Vector(labels.Surface, (6 * i) + 3), toBox);
            int axis = Math.Abs(n.X) > 0.8f ? 0 : Math.Abs(n.Y) > 0.8f ? 1 : 2;
            (float along, float u, float v) = axis switch { 0 => (n.X, p.Y, p.Z), 1 => (n.Y, p.Z, p.X), _ => (n.Z, p.X, p.Y) };
            counts[(8 * axis) + (along > 0f ? 4 : 0) + (u > 0f ? 2 : 0) + (v > 0f ? 1 : 0)]++;
        }

        // Chi-squared with 23 degrees of freedom: 49.7 is exceeded once in a thousand. The mesh's edges are bevelled a little.
        double total = areas.Sum(), chi = 0;
        for (int cell = 0; cell < counts.Length; cell++)
        {
            double expected = labels.SurfaceParts.Length * areas[cell] / total;
            chi += (counts[cell] - expected) * (counts[cell] - expected) / expected;
        }

        Assert.InRange(chi, 0, 49.7);
    }

    [Fact]
    public void SharpSamplesLieOnTheEdgesOfABoxAndNowhereOnASphere()
    {
        Part part = new() { Primitive = PrimitiveKind.Cuboid };
        ShapeLabels box = new LabelMaker(new LabelOptions()).Make(
            Solids.Box, Solids.BoxTriangles, new byte[12], [part], new AssetPlacement(default, 1f), 3, 4);
        Assert.Equal(6 * LabelOptions.DefaultSharpSamples, box.Sharp.Length);
        Assert.Equal(4 * LabelOptions.DefaultSharpSamples, box.SharpNear.Length);
        int[] along = new int[3];
        for (int i = 0; i < box.Sharp.Length; i += 6)
        {
            // Two of three coordinates are at their ends, and the normal stands half-way between two sides.
            Vector3 q = Vector3.Abs(Vector3.Abs(Vector(box.Sharp, i)) - Solids.BoxHalf);
            Assert.InRange(q.X + q.Y + q.Z - Math.Max(q.X, Math.Max(q.Y, q.Z)), 0f, 2e-4f);
            int axis = q.X > q.Y && q.X > q.Z ? 0 : q.Y > q.Z ? 1 : 2;
            along[axis]++;
            if (q[axis] < 1e-3f)
                continue; // a corner, where each of three edges is as near
            Vector3 normal = Vector3.Abs(Vector(box.Sharp, i + 3));
            normal[axis] += MathF.Sqrt(0.5f);
            Assert.Equal(new Vector3(MathF.Sqrt(0.5f)), normal, VectorComparer);
        }

        // The edges are 4 : 2 : 1 long.
        Assert.InRange(along[0] / (double)LabelOptions.DefaultSharpSamples, 0.54, 0.61);
        Assert.InRange(along[1] / (double)LabelOptions.DefaultSharpSamples, 0.25, 0.32);

        using var fine = new MeshBench();
        ShapeLabels sphere = Make(fine.Make(MeshBench.Of(LabelMeshes.Sphere)));
        Assert.True(sphere.Sharp.IsEmpty);
        Assert.True(sphere.SharpNear.IsEmpty);
    }

    [Fact]
    public void DistancesAreThoseOfThePointsAsTheyAreStored()
    {
        // Inside and outside are without doubt where the mesh does not cross itself.
        var intersections = new MeshIntersections();
        AssetBuffer asset;
        ShapeLabels labels;
        ulong index = 0;
        do
        {
            asset = LabelMeshes.Make(_bench, "piwa", index++);
            labels = Make(asset, new LabelOptions { VolumeSamples = 60, NearSamples = 60, SharpNearSamples = 60 });
        }
        while (labels.SharpNear.IsEmpty || intersections.Count(asset.Positions, asset.Triangles) > 0);

        foreach (Half[] set in (Half[][])[labels.Volume.ToArray(), labels.Near.ToArray(), labels.SharpNear.ToArray()])
        {
            Assert.Equal(240, set.Length);
            for (int i = 0; i < set.Length; i += 4)
            {
                Vector3 point = Vector(set, i);
                double distance = LabelMeshes.Distance(asset, point);
                Assert.Equal(distance, Math.Abs((double)set[i + 3]), (distance * 5e-4) + 1e-6);
                if (distance > 1e-4)
                    Assert.Equal(LabelMeshes.WindingNumber(asset, point) > 0.5, Half.IsNegative(set[i + 3]));
            }
        }
    }

    [Fact]
    public void SamplesAreAsFarFromTheSurfaceAsTheyShouldBe()
    {
        ShapeLabels labels = Make(_bench.Make(MeshBench.Of(LabelMeshes.Sphere)));
        for (int i = 0; i < labels.Volume.Length; i++)
            Assert.InRange((float)labels.Volume[i], i % 4 == 3 ? -0.5f : -0.5255f, i % 4 == 3 ? 0.5f : 0.5255f);

        // Of noise on three axes, a sphere's surface sees one.
        double[] squares = new double[2];
        for (int i = 0; i < labels.Near.Length / 4; i++)
            squares[i % 2] += Math.Pow((double)labels.Near[(4 * i) + 3], 2) / (labels.Near.Length / 8);
        Assert.InRange(Math.Sqrt(squares[0]), 0.0048, 0.0053);
        Assert.InRange(Math.Sqrt(squares[1]), 0.047, 0.056);

        // The cube of volume samples has 1.1576 times the volume of the unit cube; the sphere, pi / 6 of that.
        int inside = 0;
        for (int i = 3; i < labels.Volume.Length; i += 4)
            inside += Half.IsNegative(labels.Volume[i]) ? 1 : 0;
        Assert.InRange(inside / (labels.Volume.Length / 4.0), (Math.PI / 6 / 1.1576) - 0.02, (Math.PI / 6 / 1.1576) + 0.02);
    }

    [Fact]
    public void PartsHaveTheirBoxesEvenThoseThatAreCutAway()
    {
        Part cutter = new() { Primitive = PrimitiveKind.Cuboid, Operation = PartOperation.Difference, HalfExtents = new(0.3f), Translation = new(0f, 0f, 1f) };
        Part elsewhere = cutter with { Translation = new(0f, 0f, 9f) };
        ShapeLabels labels = Make(_bench.Make(MeshBench.Of(new Part { Primitive = PrimitiveKind.Cuboid }, cutter, elsewhere)));

        PartLabel body = labels.Parts[0];
        Assert.Equal(new Vector3(0.5f), body.HalfExtents, VectorComparer);
        Assert.Equal(body.Centre - body.HalfExtents, body.Low, VectorComparer);
        Assert.Equal(body.Centre + body.HalfExtents, body.High, VectorComparer);

        // What shows of the cutter is the pit that it leaves.
        PartLabel pit = labels.Parts[1];
        Assert.True(pit.IsVisible);
        Assert.Equal(pit.Centre - pit.HalfExtents, pit.Low, VectorComparer);
        Assert.Equal(body.High.Z, pit.High.Z, 5e-3f);
        Assert.Equal(0.09 + (4 * 0.3 * 0.15), pit.Area, 5e-3);
        Assert.Equal(6.0 - 0.09, body.Area, 5e-3);

        PartLabel none = labels.Parts[2];
        Assert.False(none.IsVisible);
        Assert.Equal((0, 0f, Vector3.Zero, Vector3.Zero), (none.TriangleCount, none.Area, none.Low, none.High));
        Assert.Equal(new Vector3(0f, 0f, 4.5f), none.Centre, VectorComparer);
        Assert.Equal(PartOperation.Difference, none.Operation);
    }

    [Fact]
    public void LabelsAreAFunctionOfAssetAndSeed()
    {
        LabelMaker used = new(new LabelOptions());
        used.Make(LabelMeshes.Make(_bench, "zeroverse", 3), 1);
        AssetBuffer asset = LabelMeshes.Make(_bench, "piwa", 1);
        byte[] bytes = Canonical(Make(asset));
        Assert.Equal(bytes, Canonical(used.Make(asset, 3)));
        Assert.NotEqual(bytes, Canonical(used.Make(asset, 4)));
        ShapeLabels other = used.Make(asset.Positions, asset.Triangles, asset.TriangleParts, asset.Recipe.Parts, asset.Placement, 3, 77);
        Assert.NotEqual(bytes, Canonical(other));
    }

    [Fact]
    public void CanonicalBytesHoldEverythingInOrder()
    {
        AssetBuffer asset = LabelMeshes.Make(_bench, "piwa", 1);
        ShapeLabels labels = Make(asset, new LabelOptions { SurfaceSamples = 5, SharpSamples = 4, VolumeSamples = 3, NearSamples = 2, SharpNearSamples = 1 });
        byte[] bytes = Canonical(labels);
        int place = 0;
        Assert.Equal(30, Length());
        Assert.Equal(labels.Surface[29], BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(place + 58)));
        place += 60;
        Assert.Equal(5, Length());
        Assert.Equal(labels.SurfaceParts, bytes.AsSpan(place, 5));
        place += 5;
        foreach (int values in (int[])[24, 12, 8, 4])
        {
            Assert.Equal(values, Length());
            place += 2 * values;
        }

        Assert.Equal(labels.Parts.Count, Length());
        place += labels.Parts.Count * ((3 * 4) + 4 + (4 * 12) + 16);
        Assert.Equal(labels.Program.Length, Length());
        Assert.Equal(labels.Program, System.Text.Encoding.UTF8.GetString(bytes.AsSpan(place)));

        int Length()
        {
            place += 4;
            return BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(place - 4));
        }
    }

    [Fact]
    public void TheDefaultSetIsAFewHundredKilobytes() => Assert.InRange(Canonical(Make(LabelMeshes.Make(_bench, "piwa", 1))).Length, 200_000, 400_000);

    [Fact]
    public void WrongOptionsAreNamedTogether()
    {
        string message = Assert.Throws<ArgumentException>(
            () => new LabelMaker(new LabelOptions { NearSamples = -1, SharpSamples = LabelOptions.MaxSamples + 1 })).Message;
        Assert.Contains("NearSamples is -1", message, StringComparison.Ordinal);
        Assert.Contains("SharpSamples is 1048577", message, StringComparison.Ordinal);
    }

    private static readonly IEqualityComparer<Vector3> VectorComparer =
        EqualityComparer<Vector3>.Create((a, b) => (a - b).Length() < 5e-3f, _ => 0);

    private static ShapeLabels Make(AssetBuffer asset, LabelOptions? options = null)
    {
        Assert.Null(asset.Fault);
        return new LabelMaker(options ?? new LabelOptions()).Make(asset, 3);
    }

    private static byte[] Canonical(ShapeLabels labels)
    {
        var bytes = new ArrayBufferWriter<byte>();
        labels.WriteCanonical(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private static Vector3 Vector(ReadOnlySpan<Half> values, int first) =>
        new((float)values[first], (float)values[first + 1], (float)values[first + 2]);
}
