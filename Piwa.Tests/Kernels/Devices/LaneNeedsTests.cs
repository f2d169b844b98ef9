using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Kernels.Devices;

/// <summary>What a lane will need is known before it takes it, and batches are chosen by that.</summary>
public sealed class LaneNeedsTests
{
    private const long Gibibyte = 1L << 30;

    [Theory]
    [InlineData(ImageFormat.Lz4)]
    [InlineData(ImageFormat.Zstd)]
    public void ALaneTakesTheMemoryAndTheThreadsThatWereCounted(ImageFormat format)
    {
        Campaign campaign = SmallRun.Campaign with { ImageFormat = format };
        LaneOptions options = SealStage.Ask(campaign.LaneOptions(2), format);
        var needs = LaneNeeds.Of(options);
        using var device = (IlgpuDevice)DeviceCatalog.Open("simulator");
        using var lane = (IlgpuLane)device.CreateLane(options);
        Assert.Equal(lane.MemoryBytes, needs.Bytes);

        var clock = new KernelClock();
        device.Clock = clock;
        using AssetBatch batch = lane.CreateBatch();
        lane.MakeAssets(batch, campaign.CreateSource(), 0, 2);
        batch.Frames?.Wait();
        int most = clock.Times.Max(time => time.Threads);
        Assert.InRange(most, 1, needs.Threads);
        Assert.Equal(format == ImageFormat.Lz4, needs.FrameBytes > 0);
    }

    [Fact]
    public void GpusGetLargeBatchesAndWhatWasChosenStays()
    {
        PiwaOptions options = Options(new Campaign());
        Assert.Equal(PiwaOptions.LargestDefaultBatch, options.For(Host).BatchAssets);
        Assert.Equal(PiwaOptions.LargestDefaultGpuBatch, options.For(Gpu(141 * Gibibyte)).BatchAssets);
        Assert.Equal(PiwaOptions.LargestDefaultGpuBatch, Options(new Campaign { ImageFormat = ImageFormat.Lz4 }).For(Gpu(141 * Gibibyte)).BatchAssets);
        Assert.Equal(5, Options(new Campaign(), batch: 5).For(Gpu(141 * Gibibyte)).BatchAssets);

        // Half of a small one's memory is left to others.
        int small = options.For(Gpu(4 * Gibibyte)).BatchAssets;
        Assert.InRange(small, 1, PiwaOptions.LargestDefaultGpuBatch - 1);
        Assert.True(NeedsOf(options, small).FitsInto(2 * Gibibyte));
        Assert.False(NeedsOf(options, 2 * small).FitsInto(2 * Gibibyte));
        Assert.Equal(1, options.For(Gpu(1)).BatchAssets);
    }

    [Fact]
    public void NoBatchThatIsChosenHasMoreThreadsThanALaunch()
    {
        PiwaOptions options = Options(new Campaign { ImageResolution = 1024, ImageFormat = ImageFormat.Lz4 });
        Assert.False(NeedsOf(options, PiwaOptions.LargestDefaultGpuBatch).FitsInto(long.MaxValue));
        int chosen = options.For(Gpu(141 * Gibibyte)).BatchAssets;
        Assert.True(NeedsOf(options, chosen).Threads <= int.MaxValue);
        Assert.Throws<DeviceException>(() => LaneNeeds.ThreadsOf(1 << 16, 1 << 15));
    }

    private static DeviceInfo Host => new("host", DeviceKind.Host, "CPU", 24 * Gibibyte, IsGpu: false);

    private static DeviceInfo Gpu(long bytes) => new("cuda:0", DeviceKind.Cuda, "GPU", bytes, IsGpu: true);

    private static PiwaOptions Options(Campaign campaign, int batch = 0) => new PiwaOptions { OutputDirectory = "x", Campaign = campaign, BatchAssets = batch }.ValidatedCopy();

    private static LaneNeeds NeedsOf(PiwaOptions options, int assets) =>
        LaneNeeds.Of(SealStage.Ask(options.Campaign.LaneOptions(assets), options.Campaign.ImageFormat));
}
