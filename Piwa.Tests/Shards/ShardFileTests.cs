using System.Globalization;
using System.Security.Cryptography;
using DuckDB.NET.Data;
using ParquetSharp;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Shards;

/// <summary>What other readers, and damage, make of a shard.</summary>
public sealed class ShardFileTests(SmallDataset dataset) : IClassFixture<SmallDataset>
{
    private string Shard => Path.Combine(dataset.Directory, Dataset.ShardFile(8));

    [Fact]
    public async Task RowsAreThoseOfTheCampaign()
    {
        AssetRow[] rows = await ReadAsync(Shard);
        var source = new PresetSource(Preset.Piwa, CameraRig.Objaverse12, SmallRun.Campaign.Seed);
        Assert.Equal(Enumerable.Range(8, 8).Select(i => (ulong)i), rows.Select(row => row.AssetIndex));
        foreach (AssetRow row in rows)
        {
            Recipe recipe = source.Create(row.AssetIndex);
            Assert.Equal(RecipeCodec.Encode(recipe), row.Recipe.ToArray());
            Assert.Equal((recipe.Parts.Count, 12, 64), (row.PartCount, row.ViewCount, row.ImageResolution));
            Assert.Equal(0, row.Defects.Total);
            AssetPictures asset = AssetPictures.From(row);
            Assert.Equal((row.VertexCount * 3, row.TriangleCount * 3), (asset.Positions.Length, asset.Triangles.Length));
            for (int view = 0; view < row.ViewCount; view++)
            {
                Camera camera = recipe.Cameras[view];
                Assert.Equal(
                    [camera.FocalLength * 64, camera.FocalLength * 64, 32, 32],
                    row.Intrinsics.AsSpan(view * AssetRow.IntrinsicsLength, AssetRow.IntrinsicsLength).ToArray());
            }
        }
    }

    [Fact]
    public async Task AnAssetIsFoundByItsIndex()
    {
        await using ShardReader reader = await ShardReader.OpenAsync(Shard, TestContext.Current.CancellationToken);
        Assert.Equal(11UL, (await reader.FindAsync(11, TestContext.Current.CancellationToken))!.AssetIndex);
        Assert.Null(await reader.FindAsync(7, TestContext.Current.CancellationToken));
        Assert.Null(await reader.FindAsync(ulong.MaxValue, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task DuckDbReadsTheSame()
    {
        AssetRow[] rows = await ReadAsync(Shard);
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT asset_index, lower(hex(asset_hash)), triangle_count, defect_open_edges, sha256(mesh_positions), sha256(recipe),
                   len(color), sha256(color[12]), sha256(normal[1]), len(crop), crop[48], len(world_to_camera), world_to_camera[192]::DOUBLE
            FROM read_parquet('{Shard}') ORDER BY asset_index
            """;
        using DuckDBDataReader reader = command.ExecuteReader();
        foreach (AssetRow row in rows)
        {
            Assert.True(reader.Read());
            object[] expected =
            [
                (long)row.AssetIndex, row.Hashes.Asset.ToString(), row.TriangleCount, 0, Sha256(row.MeshPositions), Sha256(row.Recipe),
                12L, Sha256(row.Images(ViewChannels.Color)[11]), Sha256(row.Images(ViewChannels.Normal)[0]), 48L, row.Crop(11).Height, 192L, (double)row.WorldToCamera[191],
            ];
            Assert.Equal(expected.Select(Text), Enumerable.Range(0, expected.Length).Select(i => Text(reader.GetValue(i))));
        }

        Assert.False(reader.Read());
    }

    [Fact]
    public async Task ParquetSharpReadsTheSame()
    {
        AssetRow[] rows = await ReadAsync(Shard);
        using var file = new ParquetFileReader(Shard);
        Assert.Equal("3", file.FileMetaData.KeyValueMetadata["piwa.schema"]);
        int at = 0;
        for (int group = 0; group < file.FileMetaData.NumRowGroups; group++)
        {
            using RowGroupReader reader = file.RowGroup(group);
            int count = checked((int)reader.MetaData.NumRows);
            AssetRow[] mine = rows[at..(at + count)];
            at += count;
            Assert.Equal(mine.Select(row => (long)row.AssetIndex), Column<long>(reader, file, "asset_index"));
            Assert.Equal(mine.Select(row => row.VertexCount), Column<int>(reader, file, "vertex_count"));
            Assert.Equal(mine.Select(row => row.Hashes.Views.Bytes.ToArray()), Column<byte[]>(reader, file, "views_hash"));
            Assert.Equal(mine.Select(row => row.MeshTriangles.ToArray()), Column<byte[]>(reader, file, "mesh_triangles"));
            Assert.Equal(mine.Select(row => row.Intrinsics), Column<float[]>(reader, file, "intrinsics.list.element"));
            Assert.Equal(
                mine.Select(row => row.Images(ViewChannels.Depth).Select(blob => blob.ToArray()).ToArray()),
                Column<byte[][]>(reader, file, "depth.list.element"));
        }

        Assert.Equal(rows.Length, at);
    }

    // Verification hashes the file first; a reader that does not must still never do worse than say that the file is damaged.
    [Fact]
    public async Task DamageIsRefusedOrReadButNeverABug()
    {
        byte[] whole = await File.ReadAllBytesAsync(Shard, TestContext.Current.CancellationToken);
        using var home = new TemporaryDirectory();
        var random = new Random(7);
        for (int trial = 0; trial < 150; trial++)
        {
            byte[] damaged = whole[..(trial % 3 == 0 ? random.Next(whole.Length) : whole.Length)];
            for (int flip = 0; flip < trial % 3 * 2 && damaged.Length > 0; flip++)
            {
                // Half of them in the footer, where they hurt.
                int position = flip % 2 == 0 ? random.Next(damaged.Length) : damaged.Length - 1 - random.Next(Math.Min(damaged.Length, 4000));
                damaged[position] = (byte)random.Next(256);
            }

            await File.WriteAllBytesAsync(home["damaged.parquet"], damaged, TestContext.Current.CancellationToken);
            try
            {
                foreach (AssetRow row in await ReadAsync(home["damaged.parquet"]))
                    AssetPictures.From(row);
            }
            catch (Exception fault) when (fault is ShardFormatException or FormatException)
            {
                Assert.NotEmpty(fault.Message);
            }
        }
    }

    [Fact]
    public async Task AnotherParquetFileIsNoShard()
    {
        using var home = new TemporaryDirectory();
        using (var connection = new DuckDBConnection("DataSource=:memory:"))
        {
            connection.Open();
            using DuckDBCommand command = connection.CreateCommand();
            command.CommandText = $"COPY (SELECT 1 AS asset_index) TO '{home["other.parquet"]}' (FORMAT parquet)";
            command.ExecuteNonQuery();
        }

        var fault = await Assert.ThrowsAsync<ShardFormatException>(() => ReadAsync(home["other.parquet"]));
        Assert.Contains("no shard of schema", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<AssetRow[]> ReadAsync(string path)
    {
        var rows = new List<AssetRow>();
        await using ShardReader reader = await ShardReader.OpenAsync(path, TestContext.Current.CancellationToken);
        for (int group = 0; group < reader.RowGroupCount; group++)
            rows.AddRange(await reader.ReadRowGroupAsync(group, TestContext.Current.CancellationToken));
        return [.. rows];
    }

    private static T[] Column<T>(RowGroupReader group, ParquetFileReader file, string path)
    {
        SchemaDescriptor schema = file.FileMetaData.Schema;
        int index = Enumerable.Range(0, schema.NumColumns).Single(i => schema.Column(i).Path.ToDotString() == path);
        using ParquetSharp.ColumnReader column = group.Column(index);
        using LogicalColumnReader<T> reader = column.LogicalReader<T>();
        return reader.ReadAll(checked((int)group.MetaData.NumRows));
    }

    private static string Sha256(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
