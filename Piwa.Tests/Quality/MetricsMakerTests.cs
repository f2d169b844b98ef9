using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Quality;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;
using Piwa.Tests.Kernels.Meshes;

namespace Piwa.Tests.Quality;

public sealed class MetricsMakerTests(SmallDataset dataset) : IClassFixture<SmallDataset>
{
    [Theory]
    [InlineData(9, 1, 1)]
    [InlineData(10, 0, 1)]
    [InlineData(99, 0, 1)]
    [InlineData(100, 0, 0)]
    public void BlankAndSparseViewsAreCountedAtTheirBounds(int covered, int blank, int sparse)
    {
        var color = new int[100 * 100];
        color.AsSpan(0, covered).Fill(PixelTallyTests.Pixel(128, 128, 128, 255));
        var depth = new ushort[color.Length];
        depth.AsSpan(0, covered).Fill(7);
        foreach (bool hasColor in (bool[])[true, false])
        {
            var metrics = new AssetMetrics(1);
            var maker = new MetricsMaker();
            maker.BeginViews(0, metrics);
            maker.AddView(0, hasColor ? PixelTally.OfColor(color) : PixelTally.OfDepth(depth), hasColor ? color : [], 100, metrics);
            maker.EndViews(metrics);
            Assert.Equal((blank, sparse), (metrics.BlankViews, metrics.SparseViews));
            Assert.Equal(covered / 10_000f, metrics.Coverage[0]);
            Assert.Equal(hasColor ? 0.2159f : 0f, metrics.Luminance[0], 1e-3f);
            Assert.Equal(metrics.Luminance[0], metrics.MeanLuminance);
        }
    }

    [Fact]
    public void TheOppositeViewLooksTheOtherWay()
    {
        Camera[] cameras = [.. ((Vector3[])[new(2, 0, 0), new(0, 2, 0), new(-2, 0.1f, 0), new(-2, 0, 0), new(-2, 0, 0)])
            .Select(position => Camera.LookAtOrigin(position, 1.5f))];
        Assert.Equal(3, MetricsMaker.Opposite(cameras));
        Assert.Equal(0, MetricsMaker.Opposite(cameras[..1]));
    }

    [Fact]
    public async Task ARowGivesTheMetricsOfItsAsset()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        using Dataset set = Dataset.Open(dataset.Directory);
        using var device = new HostDevice(1);
        using DeviceLane lane = device.CreateLane(set.Campaign.LaneOptions(1));
        using AssetBatch batch = lane.CreateBatch();
        var source = new PresetSource(Preset.Find(set.Campaign.Preset), CameraRig.Find(set.Campaign.Rig), set.Campaign.Seed);
        var maker = new MetricsMaker();
        ulong next = 0;
        await foreach (AssetSummary summary in AssetSummaryReader.ReadAsync(set, token))
        {
            Assert.Equal(next++, summary.AssetIndex);
            if (summary.AssetIndex % 7 != 0)
                continue;

            batch.Begin(source, summary.AssetIndex, 1);
            lane.GenerateMeshes(batch);
            lane.RenderViews(batch);
            var metrics = new AssetMetrics(batch[0].ViewCount);
            maker.Measure(batch[0], metrics);
            Assert.Equivalent(metrics, summary.Metrics, strict: true);
            Assert.Equal((metrics.Shape, metrics.Look), (summary.Metrics.Shape, summary.Metrics.Look));
            Assert.Equal(batch[0].TriangleCount, summary.TriangleCount);
            Assert.InRange(metrics.Volume, 0.0001f, 1f);
            Assert.InRange(metrics.MeanLuminance, 0.001f, 1f);
            Assert.Equal(7, summary.Columns.Count);
        }

        Assert.Equal((ulong)SmallDataset.Assets, next);
    }

    [Fact]
    public void NothingIsAllocatedForAnAssetAfterTheFirst()
    {
        using var bench = new MeshBench(600);
        AssetBuffer asset = bench.Render(Preset.Piwa.Sample(1, 1, CameraRig.Objaverse12));
        var maker = new MetricsMaker();
        var metrics = new AssetMetrics(asset.ViewCount);
        for (int i = 0; i < 3; i++)
            maker.Measure(asset, metrics);
        long before = GC.GetAllocatedBytesForCurrentThread();
        maker.Measure(asset, metrics);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void MetricsOfAnotherNumberOfViewsAreRefused()
    {
        using var bench = new MeshBench(600);
        AssetBuffer asset = bench.Render(Preset.Piwa.Sample(1, 1, CameraRig.Objaverse12));
        Assert.Throws<ArgumentException>(() => new MetricsMaker().Measure(asset, new AssetMetrics(3)));
    }
}
