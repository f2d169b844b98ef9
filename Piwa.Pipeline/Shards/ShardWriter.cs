using System.IO.Compression;
using Parquet;
using Parquet.Schema;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>
/// Writes one shard under a temporary name, a row group at a time, and gives it its name when it is whole and on disk. The same rows
/// give the same bytes.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ShardWriter : IAsyncDisposable
{
    private static readonly ParquetOptions Options = new()
    {
        // Blobs are packed already. The level would matter if a codec were set; the library's default is 200 times slower.
        CompressionMethod = CompressionMethod.None,
        CompressionLevel = CompressionLevel.Fastest,
    };

    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _file;
    private readonly HashingStream _hashed;
    private readonly ParquetWriter _parquet;

    private ShardWriter(string path, string temporary, FileStream file, HashingStream hashed, ParquetWriter parquet)
    {
        _path = path;
        _temporary = temporary;
        _file = file;
        _hashed = hashed;
        _parquet = parquet;
    }

    /// <summary>Opens the temporary file of a shard.</summary>
    public static async Task<ShardWriter> OpenAsync(string path, ContentHash campaign)
    {
        string temporary = DurableFile.TemporaryOf(path);
        var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None);
        var hashed = new HashingStream(file);
        ParquetWriter parquet = await ParquetWriter.CreateAsync(ShardSchema.Schema, hashed, Options).ConfigureAwait(false);
        parquet.CustomMetadata = new Dictionary<string, string>
        {
            [ShardSchema.VersionKey] = ShardSchema.Version,
            [ShardSchema.CampaignKey] = campaign.ToString(),
        };
        return new ShardWriter(path, temporary, file, hashed, parquet);
    }

    /// <summary>Writes rows as one row group.</summary>
    public async Task WriteRowGroupAsync(IReadOnlyList<AssetRow> rows)
    {
        using ParquetRowGroupWriter group = _parquet.CreateRowGroup();
        var columns = new ColumnWriter(group, rows);
        await columns.Numbers(ShardSchema.AssetIndex, row => (long)row.AssetIndex).ConfigureAwait(false);
        await columns.Hash(ShardSchema.AssetHash, row => row.Hashes.Asset).ConfigureAwait(false);
        await columns.Hash(ShardSchema.MeshHash, row => row.Hashes.Mesh).ConfigureAwait(false);
        await columns.Hash(ShardSchema.TextureHash, row => row.Hashes.Texture).ConfigureAwait(false);
        await columns.Hash(ShardSchema.SceneHash, row => row.Hashes.Scene).ConfigureAwait(false);
        await columns.Hash(ShardSchema.ViewsHash, row => row.Hashes.Views).ConfigureAwait(false);
        await columns.Numbers(ShardSchema.Recipe, row => row.Recipe).ConfigureAwait(false);
        await columns.Numbers(ShardSchema.PartCount, row => row.PartCount).ConfigureAwait(false);
        await columns.Numbers(ShardSchema.VertexCount, row => row.VertexCount).ConfigureAwait(false);
        await columns.Numbers(ShardSchema.TriangleCount, row => row.TriangleCount).ConfigureAwait(false);
        await columns.Numbers(ShardSchema.GridResolution, row => row.GridResolution).ConfigureAwait(false);
        await columns.Numbers(ShardSchema.OpenEdges, row => row.Defects.OpenEdges).ConfigureAwait(false);
        await columns.Numbers(ShardSchema.SplitVertices, row => row.Defects.SplitVertices).ConfigureAwait(false);
        await columns.Numbers(ShardSchema.DegenerateTriangles, row => row.Defects.DegenerateTriangles).ConfigureAwait(false);
        await columns.Numbers(ShardSchema.DuplicateVertices, row => row.Defects.DuplicateVertices).ConfigureAwait(false);
        await columns.Numbers(ShardSchema.UnusedVertices, row => row.Defects.UnusedVertices).ConfigureAwait(false);
        await columns.Numbers(ShardSchema.ImageResolution, row => row.ImageResolution).ConfigureAwait(false);
        await columns.Numbers(ShardSchema.MeshPositions, row => row.MeshPositions).ConfigureAwait(false);
        await columns.Numbers(ShardSchema.MeshTriangles, row => row.MeshTriangles).ConfigureAwait(false);
        await columns.Numbers(ShardSchema.MeshNormals, row => row.MeshNormals).ConfigureAwait(false);
        await columns.Numbers(ShardSchema.MeshParts, row => row.MeshParts).ConfigureAwait(false);
        await columns.List(ShardSchema.Crops, FlattenCrops).ConfigureAwait(false);
        await columns.List(ShardSchema.Intrinsics, row => row.Intrinsics).ConfigureAwait(false);
        await columns.List(ShardSchema.WorldToCamera, row => row.WorldToCamera).ConfigureAwait(false);
        await columns.List(ShardSchema.CameraToWorld, row => row.CameraToWorld).ConfigureAwait(false);
        await columns.List(ShardSchema.DepthRange, row => row.DepthRange).ConfigureAwait(false);
        await columns.List(ShardSchema.Color, row => row.Color).ConfigureAwait(false);
        await columns.List(ShardSchema.Depth, row => row.Depth).ConfigureAwait(false);
        await columns.List(ShardSchema.Normal, row => row.Normal).ConfigureAwait(false);
        group.CompleteValidate();
    }

    /// <summary>Finishes the file, makes it durable and gives it its name.</summary>
    /// <returns>Its hash and length.</returns>
    public async Task<(ContentHash Hash, long Bytes)> CommitAsync()
    {
        await _parquet.DisposeAsync().ConfigureAwait(false);
        _file.Flush(flushToDisk: true);
        await _file.DisposeAsync().ConfigureAwait(false);
        DurableFile.Commit(_temporary, _path);
        return (_hashed.Hash(), _hashed.Length);
    }

    /// <summary>Closes the shard; one that was not committed is deleted.</summary>
    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync().ConfigureAwait(false);
        await _hashed.DisposeAsync().ConfigureAwait(false);
        File.Delete(_temporary);
    }

    private static int[] FlattenCrops(AssetRow row)
    {
        var flat = new int[4 * row.ViewCount];
        for (int i = 0; i < row.ViewCount; i++)
        {
            ViewCrop crop = row.Crops[i];
            (flat[4 * i], flat[(4 * i) + 1], flat[(4 * i) + 2], flat[(4 * i) + 3]) = (crop.X, crop.Y, crop.Width, crop.Height);
        }

        return flat;
    }

    /// <summary>Turns rows into columns.</summary>
    private readonly struct ColumnWriter(ParquetRowGroupWriter group, IReadOnlyList<AssetRow> rows)
    {
        public Task Numbers<T>(DataField field, Func<AssetRow, T> value) where T : struct
        {
            var values = new T[rows.Count];
            for (int i = 0; i < values.Length; i++)
                values[i] = value(rows[i]);
            return group.WriteAsync<T>(field, values);
        }

        public Task Hash(DataField field, Func<AssetRow, ContentHash> hash) =>
            Numbers<ReadOnlyMemory<byte>>(field, row => hash(row).Bytes.ToArray());

        public Task List<T>(DataField field, Func<AssetRow, T[]> values) where T : struct
        {
            var all = new List<T>();
            var repetition = new List<int>();
            foreach (AssetRow row in rows)
            {
                T[] list = values(row);
                all.AddRange(list);
                for (int i = 0; i < list.Length; i++)
                    repetition.Add(i == 0 ? 0 : 1);
            }

            var definition = new int[all.Count];
            Array.Fill(definition, ShardSchema.PresentElement);
            return group.WriteAllPartsAsync<T>(field, all.ToArray(), definition, repetition.ToArray(), CancellationToken.None);
        }
    }
}
