using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;
using Piwa.Pipeline.Labels;
using Piwa.Tests.Kernels.Meshes;

namespace Piwa.Tests.Labels;

public sealed class MeshBvhTests : IDisposable
{
    private readonly MeshBench _bench = new(1000);

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("piwa", 0)]
    [InlineData("piwa", 1)]
    [InlineData("zeroverse", 2)]
    public void TheNearestPointIsThatOfAllTriangles(string preset, ulong index)
    {
        AssetBuffer asset = LabelMeshes.Make(_bench, preset, index);
        MeshBvh mesh = Build(asset);
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
        {
            Vector3 point = Point(random, i % 2 == 0 ? 1.5f : 0.6f);
            SurfacePoint nearest = mesh.Closest(point);
            Assert.Equal(LabelMeshes.Distance(asset, point), Math.Abs(nearest.Distance), 1e-6);
            Assert.Equal((point - nearest.Position).Length(), Math.Abs(nearest.Distance), 1e-6);
            Assert.Equal(mesh.SignedDistance(point), nearest.Distance);
        }
    }

    [Theory]
    [InlineData("piwa", 0)]
    [InlineData("piwa", 10)]
    [InlineData("zeroverse", 20)]
    public void TheSideIsThatOfTheWindingNumber(string preset, ulong first)
    {
        AssetBuffer asset = LabelMeshes.Make(_bench, preset, first);
        MeshBvh mesh = Build(asset);
        var random = new Random(2);
        int inside = 0;
        for (int i = 0; i < 400; i++)
        {
            // Straight away from a vertex, where the nearest point is often the vertex itself, or an edge.
            Vector3 vertex = MeshBench.Vertex(asset, random.Next(asset.VertexCount));
            Vector3 point = vertex + Point(random, 0.04f);
            float distance = mesh.SignedDistance(point);
            if (Math.Abs(distance) < 1e-4f)
                continue;

            Assert.Equal(LabelMeshes.WindingNumber(asset, point) > 0.5, distance < 0f);
            inside += distance < 0f ? 1 : 0;
        }

        Assert.InRange(inside, 20, 380);
    }

    [Fact]
    public void ABoxHasItsExactDistances()
    {
        MeshBvh mesh = new();
        mesh.Build(Solids.Box, Solids.BoxTriangles);
        var random = new Random(3);
        for (int i = 0; i < 3000; i++)
        {
            Vector3 point = Point(random, 1.2f);
            Vector3 q = Vector3.Abs(point) - Solids.BoxHalf;
            float expected = Vector3.Max(q, Vector3.Zero).Length() + Math.Min(0f, Math.Max(q.X, Math.Max(q.Y, q.Z)));
            Assert.Equal(expected, mesh.SignedDistance(point), 1e-6f);
        }
    }

    [Theory]
    [InlineData("piwa")]
    [InlineData("zeroverse")]
    public void TheSideIsThatOfTheRecipesField(string preset)
    {
        using var fine = new MeshBench();
        var random = new Random(4);
        int inside = 0;
        for (ulong index = 0; index < 6; index++)
        {
            AssetBuffer asset = LabelMeshes.Make(fine, preset, index);
            MeshBvh mesh = Build(asset);
            FieldProgram field = FieldProgram.Compile(asset.Recipe.Parts);
            for (int i = 0; i < 400; i++)
            {
                Vector3 point = Point(random, 1f);
                float distance = mesh.SignedDistance(point);
                if (Math.Abs(distance) < 2f / asset.GridResolution)
                    continue;

                Vector3 recipe = (point / asset.Placement.Scale) + asset.Placement.Centre;
                Assert.Equal(field.Evaluate((recipe - field.Centre) * field.Scale) < 0f, distance < 0f);
                inside += distance < 0f ? 1 : 0;
            }
        }

        Assert.True(inside > 20);
    }

    [Fact]
    public void MemoryThatOtherMeshesUsedGivesTheSameDistances()
    {
        MeshBvh used = Build(LabelMeshes.Make(_bench, "piwa", 1));
        AssetBuffer asset = _bench.Make(MeshBench.Of(LabelMeshes.Box));
        used.Build(asset.Positions, asset.Triangles);
        MeshBvh fresh = Build(asset);
        var random = new Random(5);
        for (int i = 0; i < 100; i++)
        {
            Vector3 point = Point(random, 1f);
            Assert.Equal(fresh.Closest(point), used.Closest(point));
        }

        // After warm-up nothing is allocated.
        long before = GC.GetAllocatedBytesForCurrentThread();
        used.Build(asset.Positions, asset.Triangles);
        used.SignedDistance(Vector3.Zero);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void APointOnTheSurfaceHasDistanceZero()
    {
        MeshBvh mesh = new();
        mesh.Build(Solids.Tetrahedron(0, 0, 0, 65535), Solids.TetrahedronTriangles);
        Assert.Equal(0f, mesh.SignedDistance(new Vector3(-0.5f)));
        Assert.Equal(0f, mesh.SignedDistance(new Vector3(-0.25f, -0.25f, -0.5f)));
        Assert.Equal(-0.125f, mesh.SignedDistance(new Vector3(-0.375f, -0.25f, -0.25f)), 1e-6f);
    }

    [Fact]
    public void AMeshThatIsNotClosedIsRefused()
    {
        MeshBvh mesh = new();
        Assert.Contains("closed", Assert.Throws<ArgumentException>(
            () => mesh.Build(Solids.Tetrahedron(0, 0, 0, 100), Solids.TetrahedronTriangles.AsSpan(3))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => mesh.Build([], []));
        Assert.Throws<InvalidOperationException>(() => new MeshBvh().SignedDistance(default));
    }

    private static MeshBvh Build(AssetBuffer asset)
    {
        var mesh = new MeshBvh();
        mesh.Build(asset.Positions, asset.Triangles);
        return mesh;
    }

    private static Vector3 Point(Random random, float side) =>
        (new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle()) - new Vector3(0.5f)) * side;
}
