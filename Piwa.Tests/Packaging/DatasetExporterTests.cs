using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Packaging;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Packaging;

/// <summary>Whole data sets in the forms of others, read back.</summary>
public sealed class DatasetExporterTests(SmallDataset dataset) : IClassFixture<SmallDataset>, IDisposable
{
    private const int Resolution = 64;

    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task TrellisFindsImagesCamerasAndMeshes()
    {
        Assert.Equal(new DatasetExportProgress(3, 0, 3), await ExportAsync(ExportFormat.Trellis, options => (options.FirstAsset, options.AssetCount) = (7, 3)));
        string[][] table = [.. File.ReadAllLines(_home["out/metadata.csv"]).Select(line => line.Split(','))];
        Assert.Equal(["sha256", "local_path", "aesthetic_score", "captions", "rendered", "voxelized", "num_voxels", "cond_rendered"], table[0]);
        Assert.Equal(3, table.Length - 1);
        var indices = new List<ulong>();
        foreach (string[] line in table[1..])
        {
            Assert.Matches("^[0-9a-f]{64}$", line[0]);
            Assert.Equal([$"renders/{line[0]}/mesh.ply", "0.0", "", "True", "False", "0", "True"], line[1..]);
            AssetRow row = await RowAsync(Metadata(_home[$"out/renders/{line[0]}"]).GetProperty("asset_index").GetUInt64());
            indices.Add(row.AssetIndex);
            foreach (string root in (string[])["renders", "renders_cond"])
            {
                string folder = _home[$"out/{root}/{line[0]}"];
                AssertPictures(row, ViewChannels.Color, view => File.ReadAllBytes(Path.Combine(folder, $"{view:D3}.png")));
                AssertCameras(row, CameraFiles.Read(CameraDialect.TransformsJson, folder, Unknown(row)));
                Assert.Equal(row.ViewCount + (root == "renders" ? 3 : 2), Directory.GetFiles(folder).Length);
            }

            string mesh = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(_home[$"out/{line[1]}"], TestContext.Current.CancellationToken));
            Assert.Contains($"element vertex {row.VertexCount}\n", mesh, StringComparison.Ordinal);
        }

        Assert.Equal([7UL, 8UL, 9UL], indices.Order());
    }

    [Theory]
    [InlineData("trellis150", "renders", "True,False,0,False")]
    [InlineData("trellis_cond24", "renders_cond", "False,False,0,True")]
    public async Task TrellisRigsFillTheFolderTheyAreFor(string rig, string folder, string flags)
    {
        Assert.Equal(1, (await ExportRigAsync(rig, ExportFormat.Trellis)).Written);
        Assert.Equal([folder], Directory.GetDirectories(_home["out"]).Select(path => Path.GetFileName(path)));
        Assert.EndsWith(flags, File.ReadAllLines(_home["out/metadata.csv"])[1], StringComparison.Ordinal);
        string key = Path.GetFileName(Directory.GetDirectories(_home[$"out/{folder}"]).Single());

        // The keys of two campaigns that differ in the cameras alone are the same: it is the asset, not its views.
        await ExportAsync(ExportFormat.Trellis, options => (options.OutputDirectory, options.AssetCount) = (_home["other"], 1));
        Assert.Equal(key, Path.GetFileName(Directory.GetDirectories(_home["other/renders"]).Single()));
    }

    [Fact]
    public async Task ObjaverseFindsImagesAndMatrices()
    {
        await ExportAsync(ExportFormat.Objaverse, options => options.AssetCount = 2);
        string[] paths = JsonSerializer.Deserialize<string[]>(File.ReadAllText(_home["out/valid_paths.json"]))!;
        Assert.Equal(["0000000000", "0000000001"], paths);
        for (int i = 0; i < paths.Length; i++)
        {
            AssetRow row = await RowAsync((ulong)i);
            string folder = _home[$"out/{paths[i]}"];
            AssertPictures(row, ViewChannels.Color, view => File.ReadAllBytes(Path.Combine(folder, $"{view:D3}.png")));
            AssertCameras(row, CameraFiles.Read(CameraDialect.WorldToCameraNpy, folder, CameraOf(row)), hasRange: false);
            Assert.Equal(row.Hashes.Asset.ToString(), Metadata(folder).GetProperty("asset_hash").GetString());
        }
    }

    [Fact]
    public async Task ObjaverseZipsHoldTheSameFiles()
    {
        await ExportAsync(ExportFormat.Objaverse, options => options.AssetCount = 2);
        await ExportAsync(ExportFormat.Objaverse, options => (options.OutputDirectory, options.AssetCount, options.Zip) = (_home["zips"], 2, true));
        Assert.Equal(["0000000000.zip", "0000000001.zip"], Directory.GetFiles(_home["zips/renders"]).Select(path => Path.GetFileName(path)).Order());
        foreach (string file in Directory.GetFiles(_home["zips/renders"]))
            ZipFile.ExtractToDirectory(file, _home["zips/unpacked"]);
        Assert.Equal(
            Files(_home["out"]).Where(file => file.Key.Contains('/', StringComparison.Ordinal)).Select(Text),
            Files(_home["zips/unpacked"]).Select(Text));
    }

    [Theory]
    [InlineData(ExportBackground.Transparent)]
    [InlineData(ExportBackground.White)]
    public async Task OpenCvFoldersHoldAllChannelsAndCameras(ExportBackground background)
    {
        await ExportAsync(ExportFormat.OpenCv, options => (options.FirstAsset, options.Background) = (19, background));
        AssetRow row = await RowAsync(19);
        string folder = _home["out/0000000019"];
        AssertCameras(row, CameraFiles.Read(CameraDialect.OpenCvJson, folder, Unknown(row)));
        foreach (ViewChannels channel in (ViewChannels[])[ViewChannels.Depth, ViewChannels.Normal])
            AssertPictures(row, channel, view => File.ReadAllBytes(Path.Combine(folder, $"{view:D3}_{ImageChannel.Format(channel)}.png")));
        if (background == ExportBackground.Transparent)
        {
            AssertPictures(row, ViewChannels.Color, view => File.ReadAllBytes(Path.Combine(folder, $"{view:D3}.png")));
            return;
        }

        byte[] rgba = AssetContent.Image<byte>(row, ViewChannels.Color, 5);
        byte[] rgb = PngReader.Read(File.ReadAllBytes(Path.Combine(folder, "005.png")), Resolution, Resolution, new PngFormat(3, 8));
        Assert.Contains((byte)0, rgba);
        for (int i = 0; i < rgb.Length; i++)
        {
            double alpha = rgba[(i / 3 * 4) + 3] / 255.0;
            Assert.Equal(Math.Round((rgba[(i / 3 * 4) + (i % 3)] * alpha) + (255 * (1 - alpha))), rgb[i], 0.5);
        }
    }

    [Fact]
    public async Task WebDatasetSamplesHoldEveryChannelAndCamera()
    {
        await ExportAsync(ExportFormat.WebDataset, options => (options.FirstAsset, options.TarAssets) = (5, 6));
        Assert.Equal(
            ["piwa-export.json", "shard-000000.tar", "shard-000001.tar", "shard-000002.tar"],
            Directory.GetFiles(_home["out"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Equal(
            [(5, 6), (11, 6), (17, 3)],
            Enumerable.Range(0, 3).Select(tar => Samples(tar)).Select(samples => (int.Parse(samples.Keys.Min()!, null), samples.Count)));

        AssetRow row = await RowAsync(12);
        Dictionary<string, byte[]> sample = Samples(1)["0000000012"];
        Assert.Equal(1 + (3 * row.ViewCount), sample.Count);
        foreach (ImageChannel channel in ImageChannel.Of(row.Layout.Channels))
            AssertPictures(row, channel.Channel, view => sample[$"{channel.Name}.{view:D3}.png"]);
        using var json = JsonDocument.Parse(sample["json"]);
        Assert.Equal(row.Recipe.ToArray(), json.RootElement.GetProperty("recipe").GetBytesFromBase64());
        JsonElement[] cameras = [.. json.RootElement.GetProperty("cameras").EnumerateArray()];
        Assert.Equal(row.Intrinsics, cameras.SelectMany(camera => Numbers(camera, "intrinsics")));
        Assert.Equal(row.WorldToCamera, cameras.SelectMany(camera => Numbers(camera, "world_to_camera")));
        Assert.Equal(row.CameraToWorld, cameras.SelectMany(camera => Numbers(camera, "camera_to_world")));
        Assert.Equal(row.DepthRange, cameras.SelectMany(camera => Numbers(camera, "depth_range")));
    }

    [Fact]
    public async Task TheProgramTarOpensThem()
    {
        await ExportAsync(ExportFormat.WebDataset, options => (options.AssetCount, options.IncludeGlb) = (2, true));
        string[] listed = TarTool.List(_home["out/shard-000000.tar"]);
        Assert.Equal(2 * (2 + 36), listed.Length);
        Assert.Equal(
            listed,
            Samples(0).SelectMany(sample => sample.Value.Keys.Select(name => $"{sample.Key}.{name}")));
        Assert.All(Samples(0).Values, sample => Assert.Equal("glTF"u8, sample["glb"].AsSpan(0, 4)));
    }

    [Theory]
    [InlineData(ExportFormat.WebDataset)]
    [InlineData(ExportFormat.Trellis)]
    [InlineData(ExportFormat.Objaverse)]
    public async Task AnExportThatWasStoppedGoesOnToTheSameFiles(ExportFormat format)
    {
        await ExportAsync(format, options => (options.OutputDirectory, options.TarAssets) = (_home["whole"], 4));
        using var stop = new CancellationTokenSource();
        var progress = new Stopper(stop, after: 8);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ExportAsync(format, options => options.TarAssets = 4, progress, stop.Token));
        Assert.DoesNotContain(Files(_home["out"]).Keys, name => name.EndsWith(".tar", StringComparison.Ordinal) && name.Contains(".tmp-", StringComparison.Ordinal));
        Assert.True(Files(_home["out"]).Count < Files(_home["whole"]).Count);

        DatasetExportProgress rest = await ExportAsync(format, options => options.TarAssets = 4);
        Assert.Equal(SmallDataset.Assets, rest.Written + rest.AlreadyThere);
        Assert.InRange(rest.AlreadyThere, 1, SmallDataset.Assets - 1);
        Assert.Equal(Files(_home["whole"]).Select(Text), Files(_home["out"]).Select(Text));
        Assert.Equal(new DatasetExportProgress(0, SmallDataset.Assets, SmallDataset.Assets), await ExportAsync(format, options => options.TarAssets = 4));
    }

    [Fact]
    public async Task ForeignDirectoriesAndOtherExportsAreRefused()
    {
        Directory.CreateDirectory(_home["out"]);
        await File.WriteAllTextAsync(_home["out/thesis.tex"], "", TestContext.Current.CancellationToken);
        await RefusesAsync(ExportFormat.OpenCv, "is not empty", options => options.AssetCount = 1);
        Assert.Equal(["thesis.tex"], Files(_home["out"]).Keys);
        File.Delete(_home["out/thesis.tex"]);
        await ExportAsync(ExportFormat.OpenCv, options => options.AssetCount = 1);
        await RefusesAsync(ExportFormat.OpenCv, "another export", options => options.Background = ExportBackground.White);
        await RefusesAsync(ExportFormat.Trellis, "another export", _ => { });

        // The range is no part of what a folder holds.
        Assert.Equal(new DatasetExportProgress(1, 1, 2), await ExportAsync(ExportFormat.OpenCv, options => options.AssetCount = 2));
    }

    [Theory]
    [InlineData(ExportFormat.Objaverse)]
    [InlineData(ExportFormat.OpenCv)]
    public async Task ARigThatTheFormCannotExpressIsRefusedAndNothingIsWritten(ExportFormat format)
    {
        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(() => ExportRigAsync("ortho6", format));
        Assert.Contains("parallel projection", fault.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_home["out"]));
        Assert.Equal(1, (await ExportAsync(_home["dataset"], ExportFormat.Trellis)).Written);
    }

    [Fact]
    public async Task WrongOptionsAreRefusedAllAtOnce()
    {
        await RefusesAsync(ExportFormat.Trellis, "alpha channel", options => options.Background = ExportBackground.White);
        await RefusesAsync(ExportFormat.OpenCv, "no asset from index 20 on", options => options.FirstAsset = 20);
        ArgumentException fault = await RefusesAsync(
            ExportFormat.OpenCv, "AssetCount is 0", options => (options.AssetCount, options.TarAssets, options.Zip, options.IncludeGlb) = (0, 0, true, true));
        Assert.All((string[])["TarAssets is 0", "Zip is for", "IncludeGlb is for"], part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
        Assert.False(Directory.Exists(_home["out"]));
    }

    [Fact]
    public async Task LoadersInPythonReadThem()
    {
        await ExportAsync(ExportFormat.Objaverse, options => options.AssetCount = 1);
        await ExportAsync(ExportFormat.Trellis, options => (options.OutputDirectory, options.AssetCount) = (_home["trellis"], 1));
        await ExportAsync(ExportFormat.WebDataset, options => (options.OutputDirectory, options.AssetCount) = (_home["web"], 2));
        await File.WriteAllTextAsync(
            _home["load.py"],
            """
            import csv, json, os, struct, sys, tarfile
            import numpy as np

            def size(png):
                assert png[:8] == b"\x89PNG\r\n\x1a\n" and png[12:16] == b"IHDR"
                return struct.unpack(">2I2B", png[16:26])
            read = lambda *path: open(os.path.join(*path), "rb").read()
            os.chdir(sys.argv[1])

            # Zero123: pairs of views and their 3 x 4 matrices.
            poses = []
            for name in json.loads(read("out/valid_paths.json")):
                for view in range(12):
                    assert size(read("out", name, f"{view:03d}.png")) == (64, 64, 8, 6)
                    pose = np.load(os.path.join("out", name, f"{view:03d}.npy"))
                    assert pose.shape == (3, 4)
                    assert np.allclose(pose[:, :3] @ pose[:, :3].T, np.eye(3), atol=1e-5)
                    poses.append(-pose[:, :3].T @ pose[:, 3])
            assert len(poses) == 12

            # TRELLIS: camera-to-world with flipped axes, inverted.
            rows = [row for row in csv.DictReader(open("trellis/metadata.csv")) if row["cond_rendered"] == "True"]
            for root in ("renders", "renders_cond"):
                folder = os.path.join("trellis", root, rows[0]["sha256"])
                frames = json.loads(read(folder, "transforms.json"))["frames"]
                for frame, place in zip(frames, poses, strict=True):
                    assert size(read(folder, frame["file_path"]))[3] == 6
                    c2w = np.array(frame["transform_matrix"])
                    c2w[:3, 1:3] *= -1
                    centre = np.linalg.inv(c2w) @ [0, 0, 0, 1]
                    assert abs(np.degrees(frame["camera_angle_x"]) - 49.13) < 0.01
                    assert np.allclose(centre[:2], 0, atol=1e-4) and centre[2] > 1, centre
                    assert np.allclose(c2w[:3, 3], place, atol=1e-4)

            # WebDataset: files of one key stand together.
            samples = {}
            with tarfile.open("web/shard-000000.tar") as tar:
                for member in tar:
                    key, name = member.name.split(".", 1)
                    assert key not in samples or key == last, member.name
                    samples.setdefault(last := key, {})[name] = tar.extractfile(member).read()
            assert list(samples) == ["0000000000", "0000000001"]
            for sample in samples.values():
                for view, camera in enumerate(json.loads(sample["json"])["cameras"]):
                    assert size(sample[f"color.{view:03d}.png"]) == (64, 64, 8, 6)
                    assert size(sample[f"depth.{view:03d}.png"]) == (64, 64, 16, 0)
                    flip = np.diag([1, -1, -1, 1])
                    product = np.reshape(camera["world_to_camera"], (4, 4)) @ np.reshape(camera["camera_to_world"], (4, 4)) @ flip
                    assert np.allclose(product, np.eye(4), atol=1e-4)
            """,
            TestContext.Current.CancellationToken);
        PythonTool.Run([_home["load.py"], _home.Path], "numpy");
    }

    private static IEnumerable<float> Numbers(JsonElement camera, string name) => camera.GetProperty(name).EnumerateArray().Select(number => number.GetSingle());

    private static JsonElement Metadata(string folder)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "metadata.json")));
        return json.RootElement.Clone();
    }

    private static void AssertPictures(AssetRow row, ViewChannels channel, Func<int, byte[]> file)
    {
        for (int view = 0; view < row.ViewCount; view++)
            Assert.Equal(AssetContent.Image<byte>(row, channel, view), ChannelPng.Read(file(view), channel, row.ImageResolution));
    }

    /// <summary>A dialect has one of the two poses, to the bit; the other is its inverse.</summary>
    private static void AssertCameras(AssetRow row, IReadOnlyList<CameraRecord> cameras, bool hasRange = true)
    {
        CameraRecord[] expected = RowCameras.Of(row);
        Assert.Equal(expected.Length, cameras.Count);
        for (int view = 0; view < expected.Length; view++)
        {
            CameraRecord one = expected[view], other = cameras[view];
            CameraRecord rest = other with { WorldToCamera = one.WorldToCamera, CameraToWorld = one.CameraToWorld };
            Assert.Equal(one, hasRange ? rest : rest with { Near = one.Near, Far = one.Far });
            Assert.True(one.WorldToCamera == other.WorldToCamera || one.CameraToWorld == other.CameraToWorld);
            for (int i = 0; i < 16; i++)
            {
                Assert.Equal(one.WorldToCamera[i / 4, i % 4], other.WorldToCamera[i / 4, i % 4], 1e-6f);
                Assert.Equal(one.CameraToWorld[i / 4, i % 4], other.CameraToWorld[i / 4, i % 4], 1e-6f);
            }
        }
    }

    private static CameraRecord CameraOf(AssetRow row) => RowCameras.Of(row)[0];

    /// <summary>A camera of which nothing is right but what no dialect says.</summary>
    private static CameraRecord Unknown(AssetRow row) => CameraOf(row) with { FocalX = 1, FocalY = 1, CentreX = 1, CentreY = 1, Near = 7, Far = 8 };

    private static SortedDictionary<string, byte[]> Files(string directory) => new(
        Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(directory, file).Replace('\\', '/'), File.ReadAllBytes),
        StringComparer.Ordinal);

    private static string Text(KeyValuePair<string, byte[]> file) => $"{file.Key} {Blake3.Hash(file.Value)}";

    private Dictionary<string, Dictionary<string, byte[]>> Samples(int tar)
    {
        var samples = new Dictionary<string, Dictionary<string, byte[]>>();
        using var reader = new TarReader(File.OpenRead(_home[$"out/shard-{tar:D6}.tar"]));
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            string[] parts = entry.Name.Split('.', 2);
            var content = new MemoryStream();
            entry.DataStream!.CopyTo(content);
            samples.TryAdd(parts[0], []);
            samples[parts[0]].Add(parts[1], content.ToArray());
        }

        return samples;
    }

    private async Task<ArgumentException> RefusesAsync(ExportFormat format, string expected, Action<DatasetExportOptions> change)
    {
        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(() => ExportAsync(format, change));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        return fault;
    }

    private async Task<DatasetExportProgress> ExportRigAsync(string rig, ExportFormat format)
    {
        await SmallRun.RunAsync(_home["dataset"], 1, options => options.Campaign = SmallRun.Campaign with { Rig = CameraRig.Find(rig).Name });
        return await ExportAsync(_home["dataset"], format);
    }

    private Task<DatasetExportProgress> ExportAsync(
        ExportFormat format, Action<DatasetExportOptions> change, IProgress<DatasetExportProgress>? progress = null, CancellationToken? stop = null) =>
        ExportAsync(dataset.Directory, format, change, progress, stop);

    private async Task<DatasetExportProgress> ExportAsync(
        string directory,
        ExportFormat format,
        Action<DatasetExportOptions>? change = null,
        IProgress<DatasetExportProgress>? progress = null,
        CancellationToken? stop = null)
    {
        var options = new DatasetExportOptions { Format = format, OutputDirectory = _home["out"] };
        change?.Invoke(options);
        using Dataset opened = Dataset.Open(directory);
        return await DatasetExporter.ExportAsync(opened, options, progress, stop ?? TestContext.Current.CancellationToken);
    }

    private async Task<AssetRow> RowAsync(ulong index)
    {
        await using ShardReader reader = await ShardReader.OpenAsync(
            Path.Combine(dataset.Directory, Dataset.ShardFile(index / 8 * 8)), TestContext.Current.CancellationToken);
        return (await reader.FindAsync(index, TestContext.Current.CancellationToken))!;
    }

    private sealed class Stopper(CancellationTokenSource stop, int after) : IProgress<DatasetExportProgress>
    {
        public void Report(DatasetExportProgress value)
        {
            if (value.Written >= after)
                stop.Cancel();
        }
    }
}
