using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Quality;
using Piwa.Tests.Kernels.Meshes;

namespace Piwa.Tests.Quality;

public sealed class ShapeMeterTests
{
    private static readonly ushort[] BoxTriangles =
    [
        0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4, 2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1, 3, 5, 3, 7, 5,
    ];

    [Theory]
    [InlineData(0, 65535, 0, 65535, 0, 65535, 1, 6)]
    [InlineData(13107, 26214, 0, 65535, 0, 65535, 0.2, 2.8)]
    [InlineData(65534, 65535, 65534, 65535, 65534, 65535, 3.5528763e-15, 1.3970265e-9)]
    public void VolumeAndAreaOfABoxAreExact(int x0, int x1, int y0, int y1, int z0, int z1, double volume, double area)
    {
        var meter = new ShapeMeter();
        meter.Load(Box(x0, x1, y0, y1, z0, z1), BoxTriangles);
        Assert.Equal(volume, meter.Volume, volume * 1e-5);
        Assert.Equal(area, meter.SurfaceArea, area * 1e-5);
        if (volume == 1)
            Assert.Equal((1f, 6f), (meter.Volume, meter.SurfaceArea));
    }

    [Fact]
    public void AMeshWithoutTrianglesIsRefused() => Assert.Throws<ArgumentException>(() => new ShapeMeter().Load([], []));

    [Fact]
    public void ASphereHasTheQuantilesOfTheFormulas()
    {
        using var bench = new MeshBench(2000);
        AssetBuffer sphere = bench.Make(MeshBench.Of(new Part { Primitive = PrimitiveKind.Ellipsoid }));
        ShapeDescriptor shape = Describe(sphere);
        for (int k = 0; k < ShapeDescriptor.DistanceQuantiles; k++)
        {
            // Two random points of a sphere: P(distance < d) = d^2 / (4 R^2).
            double expected = 64 * 2 * Math.Sqrt((k + 0.5) / ShapeDescriptor.DistanceQuantiles);
            Assert.Equal(expected, shape.Bytes[k], 2.0);
        }

        foreach (byte value in shape.Bytes[ShapeDescriptor.DistanceQuantiles..])
            Assert.InRange(value, 63, 65);
    }

    [Fact]
    public void ScaleIsOfNoMatter()
    {
        var meter = new ShapeMeter();
        meter.Load(Box(0, 60000, 0, 40000, 0, 20000), BoxTriangles);
        ShapeDescriptor large = meter.Describe();
        meter.Load(Box(1000, 31000, 1000, 21000, 1000, 11000), BoxTriangles);
        Assert.InRange(meter.Describe().DistanceTo(large), 0, 2);
        meter.Load(Box(0, 60000, 0, 40000, 0, 60000), BoxTriangles);
        Assert.InRange(meter.Describe().DistanceTo(large), 50, ShapeDescriptor.MaxDistance);
    }

    [Fact]
    public void TurnedCopiesAreNearerThanOtherAssets()
    {
        const int Assets = 30;
        const double LeastAuc = 0.995;
        using var bench = new MeshBench(2000);
        var turns = new RandomStream(7, 0, RandomField.Placement);
        var upright = new List<ShapeDescriptor>();
        var turned = new List<ShapeDescriptor>();
        for (ulong i = 0; i < Assets; i++)
        {
            Recipe recipe = Preset.Piwa.Sample(3, i, CameraRig.Objaverse12);
            upright.Add(Describe(bench.Make(recipe)));
            turned.Add(Describe(bench.Make(Turn(recipe, turns.NextRotation()))));
        }

        int[] same = [.. upright.Zip(turned, (a, b) => a.DistanceTo(b))];
        int[] different =
        [
            .. from i in Enumerable.Range(0, Assets) from j in Enumerable.Range(0, Assets) where i != j select upright[i].DistanceTo(turned[j]),
        ];
        double auc = Separation.Auc(same, different);
        Assert.True(auc > LeastAuc, $"AUC {auc:F4}; same {string.Join(' ', same.Order())}");
    }

    [Fact]
    public void DistanceIsTheSumOfDifferences()
    {
        byte[] low = [.. Enumerable.Range(0, ShapeDescriptor.Length).Select(i => (byte)i)], high = [.. low.Select(value => (byte)(255 - value))];
        int expected = low.Zip(high, (a, b) => Math.Abs(a - b)).Sum();
        Assert.Equal(expected, new ShapeDescriptor(low).DistanceTo(new ShapeDescriptor(high)));
        Assert.Equal(expected, new ShapeDescriptor(high).DistanceTo(new ShapeDescriptor(low)));
        Assert.Equal(
            ShapeDescriptor.MaxDistance,
            default(ShapeDescriptor).DistanceTo(new ShapeDescriptor([.. Enumerable.Repeat(byte.MaxValue, ShapeDescriptor.Length)])));
        Assert.Equal(low, new ShapeDescriptor(low).Bytes.ToArray());
        Assert.StartsWith("00010203", new ShapeDescriptor(low).ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ShapeDescriptor(new byte[31]));
    }

    private static ShapeDescriptor Describe(AssetBuffer asset)
    {
        Assert.Null(asset.Fault);
        var meter = new ShapeMeter();
        meter.Load(asset.Positions, asset.Triangles);
        return meter.Describe();
    }

    private static Recipe Turn(Recipe recipe, Quaternion turn) => recipe with
    {
        Origin = null,
        Parts = [.. recipe.Parts.Select(part => part with
        {
            Rotation = Geometry.Compose(part.Rotation, turn),
            Translation = Geometry.Rotate(turn, part.Translation),
        })],
    };

    private static ushort[] Box(int x0, int x1, int y0, int y1, int z0, int z1) =>
    [
        .. Enumerable.Range(0, 8).SelectMany(corner => (ushort[])
        [
            (ushort)((corner & 1) == 0 ? x0 : x1), (ushort)((corner & 2) == 0 ? y0 : y1), (ushort)((corner & 4) == 0 ? z0 : z1),
        ]),
    ];
}
