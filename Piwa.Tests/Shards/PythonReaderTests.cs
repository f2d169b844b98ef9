using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Shards;
using Piwa.Tests.House;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Shards;

/// <summary>
/// The reader in Python that docs/formats.md prints, as it stands there, on a shard. Where there is no <c>pyarrow</c>, as in Debian, a module
/// of this test takes its place, with what DuckDB finds in the Parquet file.
/// </summary>
public sealed class PythonReaderTests : IDisposable
{
    /// <summary>The document that prints Python.</summary>
    public const string Formats = "docs/formats.md";

    /// <summary>The reader takes the first row.</summary>
    private const long Asset = 0;

    private const string StandIn = """
        import glob, json

        class Table:
            def __init__(self, path):
                self.folder = path + ".blobs/"

            def to_pylist(self):
                load = lambda name: open(name, "rb").read()
                row = json.load(open(self.folder + "row.json"))
                for channel in row["channels"]:
                    row[channel] = [load(name) for name in sorted(glob.glob(self.folder + channel + "-*.frame"))]
                return [row | {mesh: load(self.folder + mesh + ".frame") for mesh in row["meshes"]}]

        read_table = Table
        """;

    private static readonly string[] MeshColumns = ["mesh_positions", "mesh_triangles", "mesh_normals", "mesh_parts"];

    private readonly TemporaryDirectory _home = new();

    /// <summary>Formats of images, a module that each needs, and the blocks that read it.</summary>
    public static TheoryData<ImageFormat, string, int[]> Readers => new()
    {
        { ImageFormat.Lz4, "lz4.frame", [0, 1, 2] },
        { ImageFormat.Zstd, "zstandard", [0, 3, 4, 5, 6] },
    };

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(ImageFormat.Lz4, 0, 1)]
    [InlineData(ImageFormat.Zstd, 3)]
    [InlineData(ImageFormat.Zstd, 4, 5)]
    public void TheReaderIsShort(ImageFormat format, params int[] blocks) =>
        Assert.True(Blocks(blocks).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length is >= 20 and < 30, $"{format}");

    [Fact]
    public void EveryBlockIsRun() => Assert.Equal(
        Enumerable.Range(0, Document.Blocks.Count(block => block.Language == "python")), Readers.SelectMany(reader => reader.Data.Item3).Distinct().Order());

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task TheReaderOfTheDocumentationReadsEveryImageAndMeshOfAShard(ImageFormat format, string module, int[] blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        await SmallRun.RunAsync(_home["dataset"], 2, options => options.Campaign = SmallRun.Campaign with
        {
            Channels = ImageChannel.Parse("all"),
            Rig = CameraRig.Zero123Plus6.Name,
            ImageFormat = format,
        });
        string shard = Path.Combine(_home["dataset"], Dataset.ShardFile(0));
        AssetRow row = await ReadAsync(shard);
        TakeOut(shard, shard + ".blobs");
        Directory.CreateDirectory(_home["stand-in/pyarrow"]);
        await File.WriteAllTextAsync(_home["stand-in/pyarrow/parquet.py"], StandIn, TestContext.Current.CancellationToken);

        string script = """
            import os, sys
            os.chdir(sys.argv[1])
            sys.path.append("stand-in")

            """ + $"CHANNELS, MESHES = [{Quoted(ImageChannel.All.Select(channel => channel.Name))}], [{Quoted(MeshColumns)}]\n" + Blocks(blocks) + """

            assert color.shape == (64, 64, 4) and triangles.shape == (row["triangle_count"], 3), (color.shape, triangles.shape)
            for channel in CHANNELS:
                for view in range(len(row[channel])):
                    image = read_view(row, channel, view)
                    assert image.shape[:2] == (64, 64) and image.ndim == 3, image.shape
                    image.tofile(f"{channel}-{view}.image")

            """ + (format == ImageFormat.Lz4
            ? """
            mesh = {name: read_planes(lz4.frame.decompress(row[name])) for name in MESHES}

            """
            : """
            mesh = {name: read_frame(row[name]) for name in MESHES}
            mesh = {
                "mesh_positions": read_planes(mesh["mesh_positions"]), "mesh_triangles": triangles,
                "mesh_normals": read_normals(mesh["mesh_normals"], triangles), "mesh_parts": read_planes(mesh["mesh_parts"])}

            """) + """
            for name, values in mesh.items(): values.tofile(name + ".image")
            """;
        await File.WriteAllTextAsync(_home["read.py"], script, TestContext.Current.CancellationToken);
        PythonTool.Run([_home["read.py"], _home.Path], "numpy, " + module);

        byte[] Image(string name) => File.ReadAllBytes(_home[name + ".image"]);
        foreach (ImageChannel channel in ImageChannel.All)
        {
            for (int view = 0; view < row.ViewCount; view++)
                Assert.Equal(AssetContent.Image<byte>(row, channel.Channel, view), Image($"{channel.Name}-{view}"));
        }

        Assert.Equal(MemoryMarshal.AsBytes<ushort>(AssetContent.Positions(row)), Image("mesh_positions"));
        Assert.Equal(MemoryMarshal.AsBytes<ushort>(AssetContent.Triangles(row)), Image("mesh_triangles"));
        Assert.Equal(MemoryMarshal.AsBytes<ushort>(AssetContent.Normals(row)), Image("mesh_normals"));
        Assert.Equal(AssetContent.Parts(row), Image("mesh_parts"));
    }

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"\"{name}\""));

    private static string Blocks(int[] numbers) => string.Join('\n', numbers.Select(number => Document.Block(Formats, "python", number)));

    /// <summary>The blobs of a row as files, and its crops as JSON.</summary>
    private static void TakeOut(string shard, string folder)
    {
        Directory.CreateDirectory(folder);
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        foreach (ImageChannel channel in ImageChannel.All)
        {
            int view = 0;
            foreach (Stream blob in Query<Stream>(connection, shard, $"unnest({channel.Name})"))
                Save(blob, Path.Combine(folder, $"{channel.Name}-{view++}.frame"));
        }

        foreach (string column in MeshColumns)
            Save(Query<Stream>(connection, shard, column).Single(), Path.Combine(folder, $"{column}.frame"));
        string crops = string.Join(", ", Query<int>(connection, shard, "unnest(crop)"));
        File.WriteAllText(Path.Combine(folder, "row.json"), $$"""
            {
              "crop": [{{crops}}], "image_resolution": {{Query<int>(connection, shard, "image_resolution").Single()}},
              "triangle_count": {{Query<int>(connection, shard, "triangle_count").Single()}},
              "channels": [{{Quoted(ImageChannel.All.Select(channel => channel.Name))}}],
              "meshes": [{{Quoted(MeshColumns)}}]
            }
            """);
    }

    private static IEnumerable<T> Query<T>(DuckDBConnection connection, string shard, string column)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT {column} FROM read_parquet('{shard}') WHERE asset_index = {Asset}";
        using DuckDBDataReader reader = command.ExecuteReader();
        while (reader.Read())
            yield return reader.GetFieldValue<T>(0);
    }

    private static void Save(Stream blob, string path)
    {
        using FileStream file = File.Create(path);
        blob.CopyTo(file);
    }

    private static async Task<AssetRow> ReadAsync(string shard)
    {
        await using ShardReader reader = await ShardReader.OpenAsync(shard, TestContext.Current.CancellationToken);
        return (await reader.FindAsync(Asset, TestContext.Current.CancellationToken))!;
    }
}
