using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;

namespace Piwa.Tests.Kernels.Meshes;

/// <summary>Meshes of shapes whose surface is known.</summary>
public sealed class MeshTests : IDisposable
{
    private readonly MeshBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void ABoxHasFlatFacesAndStraightEdges()
    {
        AssetBuffer asset = Make(new Part { Primitive = PrimitiveKind.Cuboid, HalfExtents = new(1f, 0.7f, 0.4f), Rotation = Tilt });
        Vector3 half = new Vector3(1f, 0.7f, 0.4f) / LongestSide(new(1f, 0.7f, 0.4f), Tilt);
        Statistics error = Errors(asset, p => BoxDistance(Geometry.Rotate(Quaternion.Conjugate(Tilt), p), half));

        // In units of the asset's longest side; a cell is 1/45.
        Assert.InRange(error.Mean, 0, 1e-4);
        Assert.InRange(error.Largest, 0, 5e-3);
    }

    [Fact]
    public void ASphereIsRound()
    {
        AssetBuffer asset = Make(new Part { Primitive = PrimitiveKind.Ellipsoid, HalfExtents = new(1f) });
        Statistics error = Errors(asset, p => p.Length() - 0.5f);
        Assert.InRange(error.Mean, 0, 3e-4);
        Assert.InRange(error.Largest, 0, 1e-3);
    }

    [Fact]
    public void NormalsFollowTheSurfaceAndBreakAtItsEdges()
    {
        AssetBuffer asset = Make(new Part { Primitive = PrimitiveKind.Cuboid, HalfExtents = new(1f) });
        var normals = new ushort[asset.CornerNormals.Length];
        asset.CopyByteNormals(normals);
        foreach (ushort code in normals)
        {
            // A face's normal is an axis; a smoothed edge would show a diagonal.
            Vector3 n = Vector3.Abs(OctahedralNormal.Decode(code));
            Assert.InRange(MathF.Max(n.X, MathF.Max(n.Y, n.Z)), 0.999f, 1.001f);
        }
    }

    [Theory]
    [MemberData(nameof(AllPrimitives))]
    public void EveryPrimitiveIsAClosedManifoldOfItsBox(PrimitiveKind primitive)
    {
        bool isRing = primitive is PrimitiveKind.Torus or PrimitiveKind.Arc;
        Vector3 half = primitive == PrimitiveKind.Link ? new(0.8f, 1f, 0.3f) : new(1f, 0.8f, isRing ? 0.25f : 0.6f);
        AssetBuffer asset = Make(
            new Part { Primitive = primitive, HalfExtents = half, Shape = Shapes.Typical(primitive), Formula = Shapes.FormulaOf(primitive) });
        Assert.Equal(0, asset.Defects.Total);
        Assert.InRange(asset.TriangleCount, 5_000, 20_000);

        (Vector3 low, Vector3 high) = Box(asset);
        Assert.Equal(1f, Geometry.Largest(high - low), 1e-6f);
        Assert.Equal(0f, (low + high).Length(), 1e-4f);
        if (!Shapes.FillsItsBox(primitive))
            return;

        Vector3 expected = half / Geometry.Largest(half);
        Assert.Equal(expected.Y, high.Y - low.Y, 0.02f);
        Assert.Equal(expected.Z, high.Z - low.Z, 0.02f);
    }

    [Fact]
    public void ADifferenceLeavesTheCutPartsMaterialOnTheCut()
    {
        AssetBuffer asset = Make(
            new Part { Primitive = PrimitiveKind.Ellipsoid, HalfExtents = new(1f) },
            new Part { Primitive = PrimitiveKind.Cuboid, HalfExtents = new(0.5f), Translation = new(0f, 0f, 1f), Operation = PartOperation.Difference });
        for (int t = 0; t < asset.TriangleCount; t++)
        {
            Vector3 centre = Centre(asset, t);
            bool inPocket = MathF.Abs(centre.X) < 0.23f && MathF.Abs(centre.Y) < 0.23f && centre.Z > 0.2f;
            bool onBall = centre.Z < 0.2f;
            if (inPocket || onBall)
                Assert.Equal(inPocket ? 1 : 0, asset.TriangleParts[t]);
        }
    }

    [Fact]
    public void AShellHasAnInnerWall()
    {
        AssetBuffer solid = Make(new Part { Primitive = PrimitiveKind.Ellipsoid, HalfExtents = new(1f) });
        double full = Volume(solid);
        AssetBuffer shell = Make(new Part { Primitive = PrimitiveKind.Ellipsoid, HalfExtents = new(1f), ShellThickness = 0.2f });
        Assert.Equal(1 - (0.8 * 0.8 * 0.8), Volume(shell) / full, 0.01);
    }

    [Fact]
    public void SmoothUnionsAddMaterialInTheFold()
    {
        Part low = new() { Primitive = PrimitiveKind.Ellipsoid, HalfExtents = new(0.5f), Translation = new(0f, 0f, -0.35f) };
        Part high = low with { Translation = new(0f, 0f, 0.35f) };
        double sharp = Volume(Make(low, high));
        double smooth = Volume(Make(low, high with { SmoothRadius = 0.3f }));
        Assert.InRange(smooth / sharp, 1.02, 1.2);
    }

    [Fact]
    public void ARecipeThatCutsEverythingAwayIsAFault()
    {
        AssetBuffer asset = _bench.Make(MeshBench.Of(
            new Part { Primitive = PrimitiveKind.Ellipsoid, HalfExtents = new(0.5f) },
            new Part { Primitive = PrimitiveKind.Cuboid, HalfExtents = new(2f), Operation = PartOperation.Difference }));
        Assert.NotNull(asset.Fault);
        Assert.Equal("generate", asset.Fault.Stage);
        Assert.Contains("no surface", asset.Fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void AMeshThatDoesNotFitIsAFaultThatNamesTheNumbers()
    {
        // Refits make nearly every mesh fit; what is left is said.
        AssetBuffer asset = Make(new Part());
        var options = new MeshOptions { TargetTriangles = 100 };
        var header = new MeshHeader { QuadCount = 201, VertexCount = 150 };
        Assert.False(MeshCheck.Accept(asset, default, in header, made: false, options, new MeshValidator()));
        Assert.Contains("402 triangles; at most 400 fit", asset.Fault!.Reason, StringComparison.Ordinal);
    }

    public static TheoryData<PrimitiveKind> AllPrimitives => [.. Enum.GetValues<PrimitiveKind>()];

    private static Quaternion Tilt { get; } = Geometry.EulerXyz(new(0.4f, 0.3f, 0.2f));

    private AssetBuffer Make(params Part[] parts)
    {
        AssetBuffer asset = _bench.Make(MeshBench.Of(parts));
        Assert.Null(asset.Fault);
        return asset;
    }

    private static float LongestSide(Vector3 half, Quaternion rotation)
    {
        Geometry.RotationRows(rotation, out Vector3 x, out Vector3 y, out Vector3 z);
        Vector3 reach = new(
            Geometry.Dot(Vector3.Abs(x), half), Geometry.Dot(Vector3.Abs(y), half), Geometry.Dot(Vector3.Abs(z), half));
        return 2f * Geometry.Largest(reach);
    }

    private static float BoxDistance(Vector3 p, Vector3 half)
    {
        Vector3 q = Vector3.Abs(p) - half;
        return Vector3.Max(q, Vector3.Zero).Length() + MathF.Min(Geometry.Largest(q), 0f);
    }

    private static Statistics Errors(AssetBuffer asset, Func<Vector3, float> distance)
    {
        double sum = 0, largest = 0;
        for (int t = 0; t < asset.TriangleCount; t++)
        {
            double error = Math.Abs(distance(Centre(asset, t)));
            sum += error;
            largest = Math.Max(largest, error);
        }

        return new Statistics(sum / asset.TriangleCount, largest);
    }

    private static Vector3 Centre(AssetBuffer asset, int triangle) => (Corner(asset, triangle, 0) + Corner(asset, triangle, 1) + Corner(asset, triangle, 2)) / 3f;

    private static Vector3 Corner(AssetBuffer asset, int triangle, int corner) => MeshBench.Vertex(asset, asset.Triangles[(3 * triangle) + corner]);

    private static (Vector3 Low, Vector3 High) Box(AssetBuffer asset)
    {
        Vector3 low = new(9f), high = new(-9f);
        for (int v = 0; v < asset.VertexCount; v++)
            (low, high) = (Vector3.Min(low, MeshBench.Vertex(asset, v)), Vector3.Max(high, MeshBench.Vertex(asset, v)));
        return (low, high);
    }

    private static double Volume(AssetBuffer asset)
    {
        double six = 0;
        for (int t = 0; t < asset.TriangleCount; t++)
            six += Vector3.Dot(Corner(asset, t, 0), Vector3.Cross(Corner(asset, t, 1), Corner(asset, t, 2)));
        return six / 6;
    }

    private readonly record struct Statistics(double Mean, double Largest);
}
