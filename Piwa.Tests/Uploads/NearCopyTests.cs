using Piwa.Pipeline.Importing;
using Piwa.Pipeline.Quality;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Importing;

namespace Piwa.Tests.Uploads;

/// <summary>What is called a near copy, and what is not.</summary>
public sealed class NearCopyTests(ITestOutputHelper output)
{
    private const int Shapes = 24;

    private static readonly Dictionary<string, Func<TestShape, int, TestShape>> Changes = new()
    {
        ["another order"] = (shape, seed) => shape.Shuffled(seed),
        ["larger"] = (shape, _) => shape.Moved((x, y, z) => (x * 3.7, y * 3.7, z * 3.7)),
        ["elsewhere"] = (shape, _) => shape.Moved((x, y, z) => (x + 12, y - 3, z + 0.7)),
        ["turned"] = (shape, seed) => shape.Turned(0.3 + seed, 1.1 * seed, 0.7),
        ["mirrored"] = (shape, _) => shape.Moved((x, y, z) => (-x, y, z)) with { Triangles = [.. shape.Triangles.Reverse()] },
        ["shaken"] = (shape, seed) =>
        {
            var random = new Random(seed);
            return shape.Moved((x, y, z) => (x + Shake(random), y + Shake(random), z + Shake(random)));
        },
        ["all of it"] = (shape, seed) =>
        {
            var random = new Random(seed);
            return shape.Turned(2 + seed, 0.4, 1.3 * seed).Moved((x, y, z) => ((x * 0.2) + (0.2 * Shake(random)), y * 0.2, z * 0.2)).Shuffled(seed);
        },
    };

    public static TheoryData<string> ChangeNames => [.. Changes.Keys];

    [Theory]
    [MemberData(nameof(ChangeNames))]
    public void ACopyIsFlagged(string change)
    {
        for (int seed = 0; seed < Shapes; seed++)
        {
            TestShape shape = TestShape.Knobbly(seed);
            int distance = Describe(shape).DistanceTo(Describe(Changes[change](shape, seed)));
            output.WriteLine($"{seed}: {distance}");
            Assert.InRange(distance, 0, ShapeBook.NearDistance);
        }
    }

    [Fact]
    public void OtherShapesAreNot()
    {
        ShapeDescriptor[] shapes = [.. Enumerable.Range(0, Shapes).Select(seed => Describe(TestShape.Knobbly(seed))), Describe(TestShape.Cube), Describe(TestShape.Torus(0.3))];
        int nearest = int.MaxValue;
        for (int i = 0; i < shapes.Length; i++)
        {
            for (int j = 0; j < i; j++)
                nearest = Math.Min(nearest, shapes[i].DistanceTo(shapes[j]));
        }

        output.WriteLine($"nearest {nearest}");
        Assert.True(nearest > ShapeBook.NearDistance, $"{nearest}");
    }

    [Fact]
    public void TheBookKeepsTheFirstOfASourceAndSurvivesATornEnd()
    {
        using var home = new Infrastructure.TemporaryDirectory();
        string path = home["shapes.jsonl"];
        ShapeBook book = ShapeBook.Open(path);
        ShapeDescriptor shape = Describe(TestShape.Torus(0.3));
        book.Enter(Record(1, "first", shape));
        book.Enter(Record(1, "second", shape));
        book.Enter(Record(2, "other", Describe(TestShape.Cube)));
        File.AppendAllText(path, "0123456789abcdef {\"torn");

        ShapeBook again = ShapeBook.Open(path);
        Assert.Equal(2, File.ReadAllLines(path).Length);
        NearCopy near = Assert.Single(again.FindNear(shape, Source(3)));
        Assert.Equal(("first", 0), (near.Name, near.Distance));
        Assert.Empty(again.FindNear(shape, Source(1)));
        Assert.Null(again.Find(Source(3)));

        File.WriteAllText(path, File.ReadAllText(path).Replace("first", "First", StringComparison.Ordinal));
        Assert.Contains("line 1", Assert.Throws<ManifestException>(() => ShapeBook.Open(path)).Message, StringComparison.Ordinal);
    }

    /// <summary>A hundredth of the ring's radius, at most.</summary>
    private static double Shake(Random random) => (random.NextDouble() - 0.5) * 0.02;

    private static ShapeDescriptor Describe(TestShape shape)
    {
        NormalizedMesh mesh = MeshNormalizer.Normalize(GlbReader.Read(shape.ToGlb()));
        var meter = new ShapeMeter(ShapeBook.PointCount);
        meter.Load(mesh.Mesh.Positions, mesh.Mesh.Triangles);
        return meter.Describe();
    }

    private static Piwa.Pipeline.Encoding.ContentHash Source(byte name) => Piwa.Pipeline.Encoding.Blake3.Hash([name]);

    private static ShapeRecord Record(byte source, string name, ShapeDescriptor shape) =>
        new(Source(source), shape.ToString(), name, "wallet", Source(0), source);
}
