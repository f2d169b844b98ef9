using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Views;

namespace Piwa.Tests.Kernels.Devices;

public sealed class IlgpuLaneTests
{
    private static readonly LaneOptions Options = new()
    {
        AssetCapacity = 1,
        ViewCount = GoldenRecipes.ViewCount,
        ImageResolution = LaneOptions.MinImageResolution,
        Channels = ViewChannels.Depth,
        Mesh = new MeshOptions { TargetTriangles = 1000, MinResolution = 8, MaxResolution = 16 },
    };

    // A graph asks for the next batch's meshes before it asks for this one's views.
    [Fact]
    public void MeshesOfTheNextBatchDoNotSpoilTheViewsOfThisOne()
    {
        using Device host = new HostDevice(1), simulator = DeviceCatalog.Open("simulator");
        using DeviceLane expected = host.CreateLane(Options), lane = simulator.CreateLane(Options);
        using AssetBatch truth = expected.CreateBatch(), first = lane.CreateBatch(), second = lane.CreateBatch();
        truth.Begin(new GoldenRecipes(), 0, 1);
        first.Begin(new GoldenRecipes(), 0, 1);
        second.Begin(new GoldenRecipes(), 1, 1);
        expected.GenerateMeshes(truth);
        expected.RenderViews(truth);

        lane.GenerateMeshes(first);
        lane.GenerateMeshes(second);
        lane.RenderViews(first);
        for (int view = 0; view < Options.ViewCount; view++)
            Assert.Equal(truth[0].Depth(view), first[0].Depth(view));
    }
}
