using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Shards;
using Piwa.Tests.House;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Shards;

/// <summary>The reader in Python that docs/formats.md prints, on a shard. DuckDB opens the Parquet file in the place of pyarrow, which Debian does not have.</summary>
public sealed class PythonReaderTests : IDisposable
{
    private const long Asset = 1;

    private static readonly string[] MeshColumns = ["mesh_positions", "mesh_triangles", "mesh_normals", "mesh_parts"];

    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(ImageFormat.Lz4, 0, 1)]
    [InlineData(ImageFormat.Zstd, 3)]
    [InlineData(ImageFormat.Zstd, 4, 5)]
    public void TheReaderIsShort(ImageFormat format, params int[] blocks) =>
        Assert.True(Blocks(blocks).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length is >= 20 and < 30, $"{format}");

    [Theory]
    [InlineData(ImageFormat.Lz4, "lz4.frame", 0, 1)]
    [InlineData(ImageFormat.Zstd, "zstandard", 0, 3, 4, 5)]
    public async Task TheReaderOfTheDocumentationReadsEveryImageAndMeshOfAShard(ImageFormat format, string module, params int[] blocks)
    {
        await SmallRun.RunAsync(_home["dataset"], 2, options => options.Campaign = SmallRun.Campaign with
        {
            Channels = ImageChannel.Parse("all"),
            Rig = CameraRig.Zero123Plus6.Name,
            ImageFormat = format,
        });
        string shard = Path.Combine(_home["dataset"], Dataset.ShardFile(0));
        AssetRow row = await ReadAsync(shard);
        string blobs = _home["blobs"];
        TakeOut(shard, blobs);

        string script = Blocks(blocks) + """

            import glob, json, os, sys
            os.chdir(sys.argv[1])
            row = json.load(open("row.json"))
            load = lambda name: open(name, "rb").read()
            for channel in row["channels"]:
                row[channel] = [load(name) for name in sorted(glob.glob(channel + "-*.frame"))]
                for view in range(len(row[channel])):
                    image = read_view(row, channel, view)
                    assert image.shape[:2] == (64, 64) and image.ndim == 3, image.shape
                    image.tofile(f"{channel}-{view}.image")
            mesh = {name: load(name + ".frame") for name in row["meshes"]}

            """ + (format == ImageFormat.Lz4
            ? """
            mesh = {name: read_planes(lz4.frame.decompress(frame)) for name, frame in mesh.items()}

            """
            : """
            mesh = {name: read_frame(frame) for name, frame in mesh.items()}
            triangles = read_triangles(mesh["mesh_triangles"])
            mesh = {
                "mesh_positions": read_planes(mesh["mesh_positions"]), "mesh_triangles": triangles,
                "mesh_normals": read_normals(mesh["mesh_normals"], triangles), "mesh_parts": read_planes(mesh["mesh_parts"])}

            """) + """
            for name, values in mesh.items(): values.tofile(name + ".image")
            """;
        await File.WriteAllTextAsync(_home["read.py"], script, TestContext.Current.CancellationToken);
        PythonTool.Run([_home["read.py"], blobs], "numpy, " + module);

        byte[] Image(string name) => File.ReadAllBytes(Path.Combine(blobs, name + ".image"));
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

    private static string Blocks(int[] numbers) => string.Join('\n', numbers.Select(number => Document.Block("docs/formats.md", "python", number)));

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
              "channels": [{{string.Join(", ", ImageChannel.All.Select(channel => $"\"{channel.Name}\""))}}],
              "meshes": [{{string.Join(", ", MeshColumns.Select(column => $"\"{column}\""))}}]
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
