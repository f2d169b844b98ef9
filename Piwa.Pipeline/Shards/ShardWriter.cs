using System.Globalization;
using System.IO.Compression;
using Parquet;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>
/// Writes one shard under a temporary name, a row group at a time, and gives it its name when it is whole and on disk. The same rows
/// give the same bytes.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ShardWriter : IAsyncDisposable
{
    /// <summary>Of a row group, which ends when its blobs reach 32 MB (<c>ShardStage</c>).</summary>
    private const int LargestColumnBytes = 64 << 20;

    private static readonly ParquetOptions Options = new()
    {
        // Blobs are packed already. The level would matter if a codec were set; the library's default is 200 times slower.
        CompressionMethod = CompressionMethod.None,
        CompressionLevel = CompressionLevel.Fastest,

        // What it keeps of the buffers that it encodes columns in: a row group's largest column, or that is allocated anew each time.
        MaximumSmallPoolFreeBytes = LargestColumnBytes,
    };

    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _file;
    private readonly HashingStream _hashed;
    private readonly ShardSchema _schema;
    private readonly ParquetWriter _parquet;

    private ShardWriter(string path, string temporary, FileStream file, HashingStream hashed, ShardSchema schema, ParquetWriter parquet)
    {
        _path = path;
        _temporary = temporary;
        _file = file;
        _hashed = hashed;
        _schema = schema;
        _parquet = parquet;
    }

    /// <summary>Opens the temporary file of a shard.</summary>
    public static async Task<ShardWriter> OpenAsync(string path, RowLayout layout, ContentHash campaign)
    {
        string temporary = DurableFile.TemporaryOf(path);
        FailPoint.Reach(path, WriteMoment.Begins);
        var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None);
        var hashed = new HashingStream(file);
        var schema = new ShardSchema(layout);
        ParquetWriter parquet = await ParquetWriter.CreateAsync(schema.Parquet, hashed, Options).ConfigureAwait(false);
        parquet.CustomMetadata = new Dictionary<string, string>
        {
            [ShardSchema.VersionKey] = ShardSchema.Version,
            [ShardSchema.CampaignKey] = campaign.ToString(),
            [ShardSchema.ImagesKey] = layout.ImageFormat.ToString().ToLowerInvariant(),
            [ShardSchema.ViewsKey] = layout.ViewCount.ToString(CultureInfo.InvariantCulture),
        };
        return new ShardWriter(path, temporary, file, hashed, schema, parquet);
    }

    /// <summary>Writes rows as one row group.</summary>
    public async Task WriteRowGroupAsync(IReadOnlyList<AssetRow> rows)
    {
        using ParquetRowGroupWriter group = _parquet.CreateRowGroup();
        foreach (ShardColumn column in _schema.Columns)
            await column.WriteAsync(group, rows).ConfigureAwait(false);
        group.CompleteValidate();
        FailPoint.Reach(_path, WriteMoment.Begun);
    }

    /// <summary>Finishes the file, makes it durable and gives it its name.</summary>
    /// <returns>Its hash and length.</returns>
    public async Task<(ContentHash Hash, long Bytes)> CommitAsync()
    {
        await _parquet.DisposeAsync().ConfigureAwait(false);
        FailPoint.Reach(_path, WriteMoment.Written);
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
}
