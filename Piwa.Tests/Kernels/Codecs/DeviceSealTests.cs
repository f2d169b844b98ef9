using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Kernels.Codecs;

/// <summary>What a device hashes and packs is, byte for byte, what the host makes of the same planes.</summary>
public sealed class DeviceSealTests
{
    [Theory]
    [InlineData("simulator")]
    [InlineData("cuda:0")]
    [InlineData("opencl:0", Traits = ["Device", "OpenCL"])]
    public void ADeviceSealsToTheBytesOfTheHost(string id)
    {
        TestDevice.SkipUnlessThere(id);
        AssertSeals(id, LaneOptions.AllChannels, 64);
        AssertSeals(id, ViewChannels.Depth | ViewChannels.Part | ViewChannels.Position, 64);
    }

    // More than one block in a blob, and more than one chunk in each lane.
    [Theory]
    [InlineData("cuda:0")]
    [InlineData("opencl:0", Traits = ["Device", "OpenCL"])]
    public void LargeViewsHaveSeveralBlocks(string id)
    {
        TestDevice.SkipUnlessThere(id);
        AssertSeals(id, ViewChannels.Color | ViewChannels.Depth | ViewChannels.Normal, 256);
    }

    private static void AssertSeals(string id, ViewChannels channels, int resolution)
    {
        var options = new LaneOptions
        {
            AssetCapacity = 3,
            ViewCount = GoldenRecipes.ViewCount,
            ImageResolution = resolution,
            Channels = channels,
            Mesh = new MeshOptions { TargetTriangles = 2000, MinResolution = 8, MaxResolution = 24 },
            Seal = AssetHasher.Keys,
        };
        using Device device = DeviceCatalog.Open(id);
        using DeviceLane lane = device.CreateLane(options), plain = device.CreateLane(options with { Seal = null });
        using AssetBatch batch = lane.CreateBatch(), planes = plain.CreateBatch();
        using var sealer = new AssetSealer(1);
        var layout = new RowLayout(options.ViewCount, channels, ImageFormat.Lz4, false);
        AssetRow sealedRow = new(layout), row = new(layout);
        using var chunks = new BlobChunks();

        // The second batch is smaller, in the memory of the first.
        for (int count = options.AssetCapacity; count > 0; count -= 2)
        {
            Make(lane, batch, count);
            Make(plain, planes, count);
            for (int i = 0; i < count; i++)
            {
                Assert.Null(batch[i].Fault);
                Assert.NotNull(batch[i].Seal);
                Assert.Null(planes[i].Seal);
                sealer.Seal(batch[i], sealedRow, new BlobArena(chunks));
                sealer.Seal(planes[i], row, new BlobArena(chunks));
                AssertSame(row, sealedRow, channels);
                Assert.Equal(row.Hashes, sealer.Hash(batch[i]));
            }
        }
    }

    private static void Make(DeviceLane lane, AssetBatch batch, int count)
    {
        batch.Begin(new GoldenRecipes(), 0, count);
        lane.GenerateMeshes(batch);
        lane.RenderViews(batch);
    }

    private static void AssertSame(AssetRow expected, AssetRow actual, ViewChannels channels)
    {
        Assert.Equal(expected.CropValues, actual.CropValues);
        Assert.Equal(expected.MeshPositions.ToArray(), actual.MeshPositions.ToArray());
        Assert.Equal(expected.MeshTriangles.ToArray(), actual.MeshTriangles.ToArray());
        Assert.Equal(expected.MeshNormals.ToArray(), actual.MeshNormals.ToArray());
        Assert.Equal(expected.MeshParts.ToArray(), actual.MeshParts.ToArray());
        foreach (ImageChannel channel in ImageChannel.Of(channels))
        {
            for (int view = 0; view < expected.ViewCount; view++)
                Assert.Equal(expected.Images(channel.Channel)[view].ToArray(), actual.Images(channel.Channel)[view].ToArray());
        }

        Assert.Equal(expected.Hashes, actual.Hashes);
    }
}
