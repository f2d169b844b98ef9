using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Views;
using Piwa.Pipeline;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Shards;

/// <summary>Any set of channels, of any kind, and counterfactual twins, through a whole run.</summary>
public sealed class ChannelTests : IDisposable
{
    private const ViewChannels Everything = ViewChannels.Color | ViewChannels.Depth | ViewChannels.Normal | ViewChannels.Albedo
        | ViewChannels.Material | ViewChannels.Part | ViewChannels.Position;

    private readonly TemporaryDirectory _home = new();

    public static TheoryData<ViewChannels, DepthKind, NormalSpace> Sets => new()
    {
        { Everything, DepthKind.Z, NormalSpace.World },
        { Everything, DepthKind.Ray, NormalSpace.Camera },
        { ViewChannels.Color, DepthKind.Z, NormalSpace.World },
        { ViewChannels.Normal, DepthKind.Z, NormalSpace.Camera },
        { ViewChannels.Material, DepthKind.Z, NormalSpace.World },
        { ViewChannels.Position | ViewChannels.Part, DepthKind.Z, NormalSpace.World },
    };

    public void Dispose() => _home.Dispose();

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task RowsHoldWhatTheLaneRendered(ViewChannels channels, DepthKind depthKind, NormalSpace normalSpace)
    {
        Campaign campaign = SmallRun.Campaign with { Channels = channels, DepthKind = depthKind, NormalSpace = normalSpace };
        AssetRow row = (await RunAsync(campaign, 3))[2];
        Assert.Equal((channels, depthKind, normalSpace), (row.Layout.Channels, row.DepthKind, row.NormalSpace));

        using Device device = DeviceCatalog.Open("host");
        using DeviceLane lane = device.CreateLane(campaign.LaneOptions(assetCapacity: 1));
        using AssetBatch batch = lane.CreateBatch();
        batch.Begin(campaign.CreateSource(), 2, 1);
        lane.GenerateMeshes(batch);
        lane.RenderViews(batch);
        foreach (ImageChannel channel in ImageChannel.Of(channels))
        {
            for (int view = 0; view < row.ViewCount; view++)
                Assert.Equal(batch[0].Plane(channel.Channel, view), AssetContent.Image<byte>(row, channel.Channel, view));
        }

        ViewChannels left = Everything & ~channels;
        foreach (ImageChannel channel in ImageChannel.Of(left))
            Assert.Contains("has no channel", Assert.Throws<ArgumentException>(() => row.Images(channel.Channel)).Message, StringComparison.Ordinal);
        Assert.Equal(row.ViewCount, AssetPictures.From(row).ViewCount);
    }

    [Fact]
    public async Task ChannelsAreOfOneSurface()
    {
        AssetRow row = (await RunAsync(SmallRun.Campaign with { Channels = Everything, ImageResolution = 128 }, 1))[0];
        int covered = 0;
        for (int view = 0; view < row.ViewCount; view++)
        {
            int[] color = AssetContent.Image<int>(row, ViewChannels.Color, view), albedo = AssetContent.Image<int>(row, ViewChannels.Albedo, view);
            ushort[] depth = AssetContent.Image<ushort>(row, ViewChannels.Depth, view), normal = AssetContent.Image<ushort>(row, ViewChannels.Normal, view);
            ushort[] material = AssetContent.Image<ushort>(row, ViewChannels.Material, view);
            ushort[] position = AssetContent.Image<ushort>(row, ViewChannels.Position, view);
            byte[] part = AssetContent.Image<byte>(row, ViewChannels.Part, view);
            for (int i = 0; i < depth.Length; i++)
            {
                bool there = depth[i] != 0;
                Assert.Equal((there, there, there, there), (normal[i] != 0, material[i] != 0, part[i] != 0, albedo[i] >>> 24 == 255));
                Assert.Equal(there, position[3 * i] != 0 || position[(3 * i) + 1] != 0 || position[(3 * i) + 2] != 0);
                Assert.InRange(part[i], 0, row.PartCount);
                if (there)
                    Assert.NotEqual(0, color[i] >>> 24);
                covered += there ? 1 : 0;
            }
        }

        Assert.True(covered > 5000);
    }

    [Fact]
    public async Task FormatsHoldTheSameUnderTheSameHashes()
    {
        Campaign campaign = SmallRun.Campaign with { Channels = Everything, ImageFormat = ImageFormat.Lz4 };
        AssetRow lz4 = (await RunAsync(campaign, 1))[0];
        foreach (ImageFormat format in (ImageFormat[])[ImageFormat.Zstd, ImageFormat.Png])
        {
            AssetRow row = (await RunAsync(campaign with { ImageFormat = format }, 1, format.ToString()))[0];
            Assert.Equal(format, row.Layout.ImageFormat);
            Assert.Equal(lz4.Hashes, row.Hashes);
            Assert.Equal(AssetContent.Positions(lz4), AssetContent.Positions(row));
            Assert.Equal(AssetContent.Triangles(lz4), AssetContent.Triangles(row));
            Assert.Equal(AssetContent.Normals(lz4), AssetContent.Normals(row));
            Assert.Equal(AssetContent.Parts(lz4), AssetContent.Parts(row));
            foreach (ImageChannel channel in ImageChannel.All)
                Assert.Equal(AssetContent.Image<byte>(lz4, channel.Channel, 5), AssetContent.Image<byte>(row, channel.Channel, 5));
            if (format == ImageFormat.Zstd)
                Assert.True(row.BlobBytes < lz4.BlobBytes);
        }
    }

    // Shards of schema 2 have planes of version 1 in Zstandard frames.
    [Fact]
    public async Task BlobsOfTheSchemaBeforeAreRead()
    {
        AssetRow row = (await RunAsync(SmallRun.Campaign with { Channels = Everything }, 1))[0];
        ushort[] triangles = AssetContent.Triangles(row), normals = AssetContent.Normals(row);
        int[] color = AssetContent.Image<int>(row, ViewChannels.Color, 0);
        using var packer = new BlobPacker();

        ViewCrop crop = row.Crop(0);
        var pixels = new byte[4 * crop.Width * crop.Height];
        crop.CopyRows(MemoryMarshal.AsBytes<int>(color), row.ImageResolution, 4, pixels);
        row.Images(ViewChannels.Color)[0] = packer.Pack(pixels, PlaneLayout.Color(crop.Width, crop.Height), zstd: true).ToArray();
        row.MeshTriangles = Pack(triangles, sizeof(ushort), 6);
        row.MeshNormals = Pack(normals, sizeof(byte), 12);

        Assert.Equal(color, AssetContent.Image<int>(row, ViewChannels.Color, 0));
        Assert.Equal(triangles, AssetContent.Triangles(row));
        Assert.Equal(normals, AssetContent.Normals(row));

        byte[] Pack(ushort[] values, int elementBytes, int channels) => packer.Pack(
            MemoryMarshal.AsBytes<ushort>(values),
            new PlaneLayout(values.Length / 6, 1, elementBytes, channels, channels, PlanePredictor.Left), zstd: true).ToArray();
    }

    /// <summary>The measure of the product: 12 views of 256², color, depth, normal and mesh, with all else that a shard holds.</summary>
    [Fact]
    public async Task ADefaultAssetTakesAtMostSixHundredKilobytes()
    {
        const int Assets = 36, MostBytes = 600_000;
        await SmallRun.RunAsync(_home["dataset"], Assets, options => options.Campaign = new Campaign());
        long bytes = new FileInfo(Path.Combine(_home["dataset"], Dataset.ShardFile(0))).Length;
        Assert.InRange(bytes / Assets, 400_000, MostBytes);
    }

    [Fact]
    public async Task PicturesAreStructsOfBytesAndPath()
    {
        await RunAsync(SmallRun.Campaign with { ImageFormat = ImageFormat.Png }, 2);
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT typeof(color), color[12].path, hex(depth[1].bytes[1:8]) FROM read_parquet('{Path.Combine(_home["dataset"], Dataset.ShardFile(0))}')";
        using DuckDBDataReader reader = command.ExecuteReader();
        Assert.True(reader.Read() && reader.Read());
        Assert.Equal(
            ["STRUCT(bytes BLOB, path VARCHAR)[]", "0000000001-color-011.png", "89504E470D0A1A0A"],
            Enumerable.Range(0, 3).Select(reader.GetString));
    }

    [Theory]
    [InlineData(ImageFormat.Zstd)]
    [InlineData(ImageFormat.Png)]
    public async Task DamagedImagesAreRefused(ImageFormat format)
    {
        AssetRow row = (await RunAsync(SmallRun.Campaign with { ImageFormat = format }, 1))[0];
        byte[] whole = row.Images(ViewChannels.Depth)[0].ToArray();
        ushort[] expected = AssetContent.Image<ushort>(row, ViewChannels.Depth, 0);
        var random = new Random(3);
        for (int trial = 0; trial < 300; trial++)
        {
            byte[] damaged = trial % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (trial % 2 == 1)
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            row.Images(ViewChannels.Depth)[0] = damaged;
            try
            {
                Assert.Equal(expected, AssetContent.Image<ushort>(row, ViewChannels.Depth, 0));
            }
            catch (FormatException fault)
            {
                Assert.NotEmpty(fault.Message);
            }
        }
    }

    [Fact]
    public async Task TwinsDifferInOneThing()
    {
        AssetRow[] rows = await RunAsync(SmallRun.Campaign with { Twins = "material:0,light:0,part:0" }, 8);
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], rows.Select(row => (int)row.RecipeIndex));
        Assert.Equal(["none", "material:0", "light:0", "part:0"], rows[4..].Select(row => row.Twin.ToString()));
        for (int i = 0; i < rows.Length; i += 4)
        {
            AssetHashes asset = rows[i].Hashes, material = rows[i + 1].Hashes, light = rows[i + 2].Hashes, part = rows[i + 3].Hashes;
            Assert.Equal((asset.Mesh, asset.Scene), (material.Mesh, material.Scene));
            Assert.NotEqual(asset.Texture, material.Texture);
            Assert.Equal((asset.Mesh, asset.Texture), (light.Mesh, light.Texture));
            Assert.NotEqual(asset.Scene, light.Scene);
            Assert.Equal(asset.Scene, part.Scene);
            Assert.Equal(Math.Max(1, rows[i].PartCount - 1), rows[i + 3].PartCount);
            Assert.Equal(4, new[] { asset, material, light, part }.Select(hashes => hashes.Views).Distinct().Count());
        }
    }

    [Fact]
    public async Task TheBatchSizeDecidesNoByte()
    {
        string[] files = await Task.WhenAll(((int[])[1, 3, 8]).Select(async size =>
        {
            string directory = _home[$"batch{size}"];
            await SmallRun.RunAsync(directory, 8, options => options.BatchAssets = size);
            return Convert.ToHexString(await File.ReadAllBytesAsync(Path.Combine(directory, Dataset.ShardFile(0)), TestContext.Current.CancellationToken));
        }));
        Assert.Single(files.Distinct());
    }

    [Theory]
    [InlineData("color", ViewChannels.Color)]
    [InlineData("depth, color", ViewChannels.Color | ViewChannels.Depth)]
    [InlineData("all", Everything)]
    public void ChannelsAreReadByName(string names, ViewChannels expected)
    {
        Assert.Equal(expected, ImageChannel.Parse(names));
        Assert.Equal(expected, ImageChannel.Parse(ImageChannel.Format(expected)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("colour")]
    public void UnknownChannelsAreRefused(string names) => Assert.Throws<ArgumentException>(() => ImageChannel.Parse(names));

    private Task<AssetRow[]> RunAsync(Campaign campaign, int assets, string name = "dataset") =>
        SmallRun.RunRowsAsync(_home[name], campaign, assets);
}
