using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Labels;
using Piwa.Tests.Kernels.Meshes;

namespace Piwa.Tests.Labels;

public sealed class MeshIntersectionsTests
{
    private static readonly ushort[] Floor = [0, 0, 10, 20, 0, 10, 0, 20, 10];

    [Fact]
    public void ATriangleThatPassesThroughAnotherCounts() => Assert.Equal(1, Count(Floor, [5, 5, 0, 6, 5, 20, 5, 6, 20]));

    [Fact]
    public void ACornerOnAnotherTriangleCounts() => Assert.Equal(1, Count(Floor, [5, 5, 10, 6, 5, 20, 5, 6, 20]));

    [Fact]
    public void ACornerOnACornerCountsUnlessTheyAreOneVertex()
    {
        Assert.Equal(1, Count(Floor, [0, 0, 10, 6, 5, 20, 5, 6, 20]));
        ushort[] shared = [.. Floor, 6, 5, 20, 5, 6, 20];
        Assert.Equal(0, new MeshIntersections().Count(shared, [0, 1, 2, 0, 3, 4]));
    }

    [Fact]
    public void ACornerOneStepOffDoesNotCount() => Assert.Equal(0, Count(Floor, [5, 5, 11, 6, 5, 20, 5, 6, 20]));

    [Fact]
    public void OverlapInAPlaneCounts()
    {
        Assert.Equal(1, Count(Floor, [2, 2, 10, 3, 2, 10, 2, 3, 10]));
        Assert.Equal(1, Count(Floor, [10, 10, 10, 20, 10, 10, 10, 20, 10]));
        Assert.Equal(0, Count(Floor, [11, 10, 10, 20, 10, 10, 11, 20, 10]));
    }

    [Fact]
    public void AnEdgeInThePlaneOfATriangleCountsWhereItMeetsIt()
    {
        Assert.Equal(1, Count(Floor, [3, 3, 10, 5, 3, 10, 4, 4, 20]));
        Assert.Equal(1, Count(Floor, [0, 20, 10, 20, 0, 10, 30, 30, 20]));
        Assert.Equal(0, Count(Floor, [1, 20, 10, 20, 1, 10, 30, 30, 20]));
    }

    [Fact]
    public void TwoSolidsThatCrossCountAndTwoThatDoNotDoNot()
    {
        Assert.True(CountSolids(Solids.Tetrahedron(0, 0, 0, 100), Solids.Tetrahedron(20, 20, 20, 100)) > 0);
        Assert.Equal(0, CountSolids(Solids.Tetrahedron(0, 0, 0, 100), Solids.Tetrahedron(40, 40, 40, 100)));

        // One within the other.
        Assert.Equal(0, CountSolids(Solids.Tetrahedron(0, 0, 0, 100), Solids.Tetrahedron(10, 10, 10, 10)));
    }

    [Fact]
    public void TheTestIsThatOfSeparatingAxes()
    {
        // Few steps, so that triangles often touch, lie in one plane, or are parallel.
        var random = new Random(1);
        int hits = 0;
        for (int i = 0; i < 40_000; i++)
        {
            ushort[] first = Triangle(random, i % 2 == 0 ? 3 : 6), second = Triangle(random, i % 2 == 0 ? 3 : 6);
            int expected = SeparatingAxes.Intersect(first, second) ? 1 : 0;
            Assert.Equal(expected, Count(first, second));
            Assert.Equal(expected, Count(second, first));
            hits += expected;
        }

        Assert.InRange(hits, 5_000, 35_000);
    }

    [Fact]
    public void TheTreeFindsWhatAllPairsFind()
    {
        var random = new Random(2);
        List<ushort> positions = [];
        for (int t = 0; t < 400; t++)
        {
            int x = random.Next(200), y = random.Next(200), z = random.Next(200);
            foreach (ushort step in Triangle(random, 60))
                positions.Add((ushort)(step + (positions.Count % 3) switch { 0 => x, 1 => y, _ => z }));
        }

        ushort[] triangles = [.. Enumerable.Range(0, 1200).Select(i => (ushort)i)];
        List<(int, int)> expected = [], pairs = [];
        for (int i = 0; i < 400; i++)
        {
            for (int j = i + 1; j < 400; j++)
            {
                if (SeparatingAxes.Intersect([.. positions[(9 * i)..(9 * i + 9)]], [.. positions[(9 * j)..(9 * j + 9)]]))
                    expected.Add((i, j));
            }
        }

        Assert.Equal(expected.Count, new MeshIntersections().Count([.. positions], triangles, pairs));
        Assert.Equal(expected, pairs.Order());
        Assert.True(expected.Count > 20);
    }

    [Fact]
    public void ABoxAndASphereDoNotIntersectThemselves()
    {
        using var bench = new MeshBench();
        var intersections = new MeshIntersections();
        foreach (Part part in (Part[])[LabelMeshes.Box, LabelMeshes.Sphere])
        {
            AssetBuffer asset = bench.Make(MeshBench.Of(part));
            Assert.Null(asset.Fault);
            Assert.Equal(0, intersections.Count(asset.Positions, asset.Triangles));
        }
    }

    private static int Count(ushort[] first, ushort[] second) => new MeshIntersections().Count([.. first, .. second], [0, 1, 2, 3, 4, 5]);

    private static int CountSolids(ushort[] first, ushort[] second) => new MeshIntersections().Count(
        [.. first, .. second], [.. Solids.TetrahedronTriangles, .. Solids.TetrahedronTriangles.Select(vertex => (ushort)(vertex + 4))]);

    /// <summary>A triangle that has an area.</summary>
    private static ushort[] Triangle(Random random, int size)
    {
        while (true)
        {
            ushort[] triangle = [.. Enumerable.Range(0, 9).Select(_ => (ushort)random.Next(size))];
            if (SeparatingAxes.HasArea(triangle))
                return triangle;
        }
    }
}
