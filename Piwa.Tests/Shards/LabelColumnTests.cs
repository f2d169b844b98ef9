using System.Runtime.InteropServices;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Labels;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Shards;

/// <summary>Labels, quality and custom cameras, through a whole run.</summary>
public sealed class LabelColumnTests : IDisposable
{
    private const string Rig = """
        { "cameras": [
          { "position": [1.6, 0, 0.4], "target": [0, 0, 0], "fov": 45 },
          { "position": [0, 1.6, 0.4], "target": [0, 0, 0], "fov": 45 },
          { "position": [0, 0.4, 1.8], "target": [0, 0, 0], "fov": 40 } ] }
        """;

    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(ImageFormat.Lz4)]
    [InlineData(ImageFormat.Zstd)]
    public async Task RowsHoldTheLabelsOfTheirMeshes(ImageFormat format)
    {
        Campaign campaign = SmallRun.Campaign with { HasLabels = true, ImageFormat = format };
        AssetRow row = (await RunAsync(campaign, 2))[1];
        using Device device = DeviceCatalog.Open("host");
        using DeviceLane lane = device.CreateLane(campaign.LaneOptions(assetCapacity: 1));
        using AssetBatch batch = lane.CreateBatch();
        batch.Begin(campaign.CreateSource(), 1, 1);
        lane.GenerateMeshes(batch);
        ShapeLabels expected = new LabelMaker(new LabelOptions()).Make(batch[0], campaign.Seed);

        RowLabels labels = row.Labels!;
        Assert.Equal(expected.Program, labels.Program);
        Assert.Equal(expected.Parts.Select(part => part.TriangleCount), labels.PartTriangles);
        Assert.Equal(row.PartCount * RowLabels.BoxLength, labels.PartBoxes.Length);
        Assert.Equal(expected.Surface.ToArray(), AssetContent.Points<Half>(labels.Surface));
        Assert.Equal(expected.SurfaceParts.ToArray(), AssetContent.Points<byte>(labels.SurfaceParts));
        Assert.Equal(expected.Sharp.ToArray(), AssetContent.Points<Half>(labels.Sharp));
        Assert.Equal(expected.Volume.ToArray(), AssetContent.Points<Half>(labels.Volume));
        Assert.Equal(expected.Near.ToArray(), AssetContent.Points<Half>(labels.Near));
        Assert.Equal(expected.SharpNear.ToArray(), AssetContent.Points<Half>(labels.SharpNear));
    }

    [Fact]
    public async Task LabelsDoNotChangeTheAsset()
    {
        AssetRow with = (await RunAsync(SmallRun.Campaign with { HasLabels = true }, 1))[0];
        AssetRow without = (await RunAsync(SmallRun.Campaign, 1, "plain"))[0];
        Assert.Equal(without.Hashes, with.Hashes);
        Assert.Null(without.Labels);
    }

    [Fact]
    public async Task ACustomRigIsKeptWithTheCampaign()
    {
        CameraRig rig = CameraRig.Parse(Rig);
        Campaign campaign = SmallRun.Campaign with { Rig = rig.Name, CustomRig = rig.ToJson() };
        AssetRow[] rows = await RunAsync(campaign, 2);
        Assert.Equal(3, rows[0].ViewCount);
        using Dataset dataset = Dataset.Open(_home["dataset"]);
        AssetPictures asset = AssetPictures.From(rows[1], dataset.Campaign.FindRig);
        Assert.Equal(rig.CreateCameras(campaign.Seed, 1), asset.Recipe.Cameras);
        Assert.Throws<ArgumentException>(() => (campaign with { CustomRig = "" }).Validate());
        Assert.Throws<ArgumentException>(() => (campaign with { Rig = "custom:0000000000000000" }).Validate());
    }

    [Fact]
    public async Task RowsSayHowGoodTheyAre()
    {
        foreach (AssetRow row in await RunAsync(SmallRun.Campaign with { ImageResolution = 128 }, 4))
        {
            Assert.InRange(row.Metrics.Volume, 1e-4f, 1f);
            Assert.Equal(0, row.Metrics.BlankViews);
            Assert.All(row.Metrics.Coverage, coverage => Assert.InRange(coverage, 0.01f, 1f));
            Assert.InRange(row.ReprojectionError, 0f, (float)ReprojectionResult.Tolerance);
            Assert.True(row.ReprojectionPoints > 50);
            for (int view = 0; view < row.ViewCount; view++)
            {
                int covered = AssetContent.Image<int>(row, Piwa.Kernels.Views.ViewChannels.Color, view).Count(pixel => pixel >>> 24 >= 128);
                Assert.Equal(covered / (128f * 128f), row.Metrics.Coverage[view], 1e-6f);
            }
        }
    }

    [Fact]
    public void LabelsThatCannotBeAreRefused()
    {
        byte[] values = new byte[64];
        var packer = new Piwa.Pipeline.Encoding.BlobPacker();
        byte[] blob = packer.Pack(values, new(32, 1, 2, 1, 1, Piwa.Pipeline.Encoding.PlanePredictor.None), zstd: false).ToArray();
        Assert.Equal(32, AssetContent.Points<Half>(blob).Length);
        Assert.Empty(AssetContent.Points<Half>(default));
        Assert.ThrowsAny<FormatException>(() => AssetContent.Points<Half>(blob.AsMemory(0, 20)));
        Assert.ThrowsAny<FormatException>(() => AssetContent.Points<Half>(MemoryMarshal.AsBytes("no blob".AsSpan()).ToArray()));
    }

    private Task<AssetRow[]> RunAsync(Campaign campaign, int assets, string name = "dataset") =>
        SmallRun.RunRowsAsync(_home[name], campaign, assets);
}
