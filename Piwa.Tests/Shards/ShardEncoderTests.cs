using System.Security.Cryptography;
using DuckDB.NET.Data;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Shards;

/// <summary>What our own writer of Parquet makes of any rows.</summary>
public sealed class ShardEncoderTests : IDisposable
{
    private const int Seeds = 24;

    private readonly TemporaryDirectory _home = new();

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(0, Seeds)];

    private string Path => _home["shard.parquet"];

    public void Dispose() => _home.Dispose();

    // Also what 'piwa repair' lives by: data sets that the library has written are made again to the byte.
    [Theory]
    [MemberData(nameof(AllSeeds))]
    public async Task ParquetNetReadsItAndWritesTheSameBytes(int seed)
    {
        RandomRows random = new(seed);
        RowLayout layout = random.Layout();
        byte[] ours = Write(new ShardEncoder(layout, default), [random.Rows(layout, 1 + (seed % 5)), random.Rows(layout, 40)]);
        byte[] theirs = await ParquetNetShard.RewriteAsync(ours, layout);
        Assert.Equal(theirs.Length, ours.Length);
        Assert.True(theirs.AsSpan().SequenceEqual(ours), $"Byte {theirs.AsSpan().CommonPrefixLength(ours)} differs.");
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public async Task WhatIsWrittenIsRead(int seed)
    {
        RandomRows random = new(seed);
        RowLayout layout = random.Layout();
        AssetRow[] rows = random.Rows(layout, 7);
        Write(new ShardEncoder(layout, default), [rows[..3], rows[3..]]);
        List<AssetRow> read = [];
        await using ShardReader reader = await ShardReader.OpenAsync(Path, TestContext.Current.CancellationToken);
        for (int group = 0; group < reader.RowGroupCount; group++)
            read.AddRange(await reader.ReadRowGroupAsync(group, TestContext.Current.CancellationToken));
        Assert.Equal(layout, reader.Layout);

        // Rows have no equality of their own; their bytes in a file do.
        byte[] again = Write(new ShardEncoder(layout, default), [read[..3], read[3..]]);
        Assert.True(Write(new ShardEncoder(layout, default), [rows[..3], rows[3..]]).AsSpan().SequenceEqual(again));
        Assert.Equal(rows.Select(row => row.Hashes), read.Select(row => row.Hashes));
        Assert.Equal(rows.Select(row => row.MeshNormals.ToArray()), read.Select(row => row.MeshNormals.ToArray()));
        Assert.Equal(rows.Select(row => row.WorldToCamera), read.Select(row => row.WorldToCamera));
        Assert.Equal(rows.Select(row => row.Labels?.Program), read.Select(row => row.Labels?.Program));
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void DuckDbReadsTheSameAndPassesOverRowGroupsByTheirRange(int seed)
    {
        RandomRows random = new(seed);
        RowLayout layout = random.Layout() with { HasLabels = true };
        AssetRow[] rows = random.Rows(layout, 20);
        Write(new ShardEncoder(layout, default), [rows[..10], rows[10..]]);
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText =
            $"SELECT program, part_triangles, crop, octet_length(mesh_normals) FROM read_parquet('{Path}') WHERE asset_index = $index";
        foreach (AssetRow row in rows)
        {
            command.Parameters.Clear();
            command.Parameters.Add(new DuckDBParameter("index", (long)row.AssetIndex));
            using DuckDBDataReader reader = command.ExecuteReader();
            Assert.True(reader.Read());
            Assert.Equal(row.Labels!.Program, reader.GetString(0));
            Assert.Equal(row.Labels.PartTriangles, reader.GetFieldValue<List<int>>(1));
            Assert.Equal(row.CropValues, reader.GetFieldValue<List<int>>(2));
            Assert.Equal(row.MeshNormals.Length, reader.GetInt64(3));
            Assert.False(reader.Read());
        }
    }

    [Fact]
    public void AnEncoderServesOneFileAfterAnother()
    {
        RandomRows random = new(seed: 1);
        RowLayout layout = new(ViewCount: 2, ViewChannels.Color, ImageFormat.Lz4, HasLabels: true);
        AssetRow[] first = random.Rows(layout, 9), second = random.Rows(layout, 3);
        using ShardEncoder encoder = new(layout, default, hasSha256: true);
        byte[] before = Write(encoder, [first, second]);

        // One that is given up in its midst leaves nothing.
        using (ShardWriter given = new(Path, encoder))
            given.WriteRowGroup(second);
        Assert.Equal(before, Write(encoder, [first, second]));
        Assert.Equal(Write(new ShardEncoder(layout, default), [second]), Write(encoder, [second]));
    }

    [Fact]
    public async Task AShardWithoutRowsIsRead()
    {
        RowLayout layout = new(ViewCount: 2, ViewChannels.Color);
        byte[] ours = Write(new ShardEncoder(layout, default), []);
        Assert.Equal(await ParquetNetShard.RewriteAsync(ours, layout), ours);
        await using ShardReader reader = await ShardReader.OpenAsync(Path, TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), (reader.RowCount, reader.RowGroupCount));
    }

    [Fact]
    public void ARowGroupAllocatesNothing()
    {
        RowLayout layout = new(ViewCount: 3, ViewChannels.Color | ViewChannels.Depth, ImageFormat.Zstd, HasLabels: true);
        AssetRow[] rows = new RandomRows(seed: 2).Rows(layout, 32);
        using ShardEncoder encoder = new(layout, default, hasSha256: true);
        Write(encoder, [rows, rows]);
        using ShardWriter writer = new(Path, encoder);
        writer.WriteRowGroup(rows);
        long before = GC.GetAllocatedBytesForCurrentThread();
        writer.WriteRowGroup(rows);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytesOfRowGroup);
    }

    /// <summary>A twin's name by row, and what a runtime that still compiles allocates.</summary>
    private const long MostBytesOfRowGroup = 10_000;

    /// <summary>Writes a shard of some row groups.</summary>
    private byte[] Write(ShardEncoder encoder, IReadOnlyList<IReadOnlyList<AssetRow>> groups)
    {
        using ShardWriter writer = new(Path, encoder);
        foreach (IReadOnlyList<AssetRow> group in groups)
            writer.WriteRowGroup(group);
        (ContentHash hash, long bytes, string? sha256) = writer.Commit();
        byte[] written = File.ReadAllBytes(Path);
        Assert.Equal((Blake3.Hash(written), written.Length), (hash, bytes));
        if (sha256 is not null)
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(written)), sha256);
        return written;
    }
}
