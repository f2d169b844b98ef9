using Parquet;

namespace Piwa.Pipeline.Shards;

/// <summary>Reads a shard, one row group at a time.</summary>
/// <remarks>
/// Not thread-safe. What a file says is checked before memory is taken for it: reading takes some times the file's length at most, whatever
/// the file says. See docs/security.md.
/// </remarks>
public sealed class ShardReader : IAsyncDisposable
{
    /// <summary>What to do about a damaged shard.</summary>
    private const string Advice = "If it is of a data set, 'piwa repair' makes it again.";

    private readonly ParquetReader _parquet;
    private readonly ShardSchema _schema;
    private readonly FileStream _file;
    private readonly string _path;

    private ShardReader(string path, FileStream file, ParquetReader parquet, ShardSchema schema)
    {
        _path = path;
        _file = file;
        _parquet = parquet;
        _schema = schema;
    }

    /// <summary>What its rows hold.</summary>
    public RowLayout Layout => _schema.Layout;

    /// <summary>Rows of the file.</summary>
    public long RowCount { get; private init; }

    /// <summary>Row groups of the file.</summary>
    public int RowGroupCount => _parquet.RowGroupCount;

    /// <summary>Opens a shard.</summary>
    /// <exception cref="ShardFormatException">The file is no shard of this version.</exception>
    public static async Task<ShardReader> OpenAsync(string path, CancellationToken cancellationToken = default)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            ShardSchema schema = ShardPreflight.Check(file.SafeFileHandle, out long rows);
            ParquetReader parquet = await ParquetReader.CreateAsync(file, new ParquetOptions(), leaveStreamOpen: true, cancellationToken)
                .ConfigureAwait(false);
            return new ShardReader(path, file, parquet, schema) { RowCount = rows };
        }
        catch (Exception fault)
        {
            await file.DisposeAsync().ConfigureAwait(false);
            if (fault is OperationCanceledException)
                throw;
            throw new ShardFormatException($"{path} cannot be read as a shard: {fault.Message} {Advice}", fault);
        }
    }

    /// <summary>Indices and content hashes of all rows, without the blobs.</summary>
    /// <exception cref="ShardFormatException">The file is damaged.</exception>
    public async Task<IReadOnlyList<ShardAsset>> ReadHashesAsync(CancellationToken cancellationToken = default)
    {
        var rows = new List<ShardAsset>();
        for (int group = 0; group < RowGroupCount; group++)
        {
            AssetRow[] read = await ReadAsync(group, _schema.Hashes, cancellationToken).ConfigureAwait(false);
            rows.AddRange(read.Select(ShardAsset.Of));
        }

        return rows;
    }

    /// <summary>All rows of a row group.</summary>
    /// <exception cref="ShardFormatException">The file is damaged.</exception>
    public async Task<IReadOnlyList<AssetRow>> ReadRowGroupAsync(int group, CancellationToken cancellationToken = default) =>
        await ReadAsync(group, _schema.Columns, cancellationToken).ConfigureAwait(false);

    /// <summary>All rows of a row group without meshes, images and labels.</summary>
    /// <exception cref="ShardFormatException">The file is damaged.</exception>
    public async Task<IReadOnlyList<AssetRow>> ReadSmallColumnsAsync(int group, CancellationToken cancellationToken = default) =>
        await ReadAsync(group, _schema.Columns.Where(column => !column.IsLarge), cancellationToken).ConfigureAwait(false);

    /// <summary>Bytes of each column with meshes, images or labels in a row group.</summary>
    public IReadOnlyList<(string Name, long Bytes)> ColumnBytes(int group)
    {
        using ParquetRowGroupReader opened = _parquet.OpenRowGroupReader(group);
        return [.. _schema.Columns.Where(column => column.IsLarge).Select(column => (column.Field.Name, column.Leaves.Sum(leaf =>
            opened.GetMetadata(leaf)?.MetaData?.TotalCompressedSize ?? 0)))];
    }

    /// <summary>The row of an asset, or null when the shard has none.</summary>
    /// <exception cref="ShardFormatException">The file is damaged.</exception>
    public async Task<AssetRow?> FindAsync(ulong assetIndex, CancellationToken cancellationToken = default)
    {
        return await FindGroupAsync(assetIndex, cancellationToken).ConfigureAwait(false) is { } group
            ? (await ReadRowGroupAsync(group, cancellationToken).ConfigureAwait(false)).First(row => row.AssetIndex == assetIndex)
            : null;
    }

    /// <summary>The row group that has an asset's row, or null when the shard has none.</summary>
    /// <exception cref="ShardFormatException">The file is damaged.</exception>
    public async Task<int?> FindGroupAsync(ulong assetIndex, CancellationToken cancellationToken = default)
    {
        for (int group = 0; group < RowGroupCount; group++)
        {
            AssetRow[] indices = await ReadAsync(group, [_schema.AssetIndex], cancellationToken).ConfigureAwait(false);
            if (indices.Any(row => row.AssetIndex == assetIndex))
                return group;
        }

        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _parquet.DisposeAsync().ConfigureAwait(false);
        await _file.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Reads some columns. What the Parquet library throws on damaged files is of many kinds; here it becomes one that names the file.</summary>
    private async Task<AssetRow[]> ReadAsync(int group, IEnumerable<ShardColumn> columns, CancellationToken cancellationToken)
    {
        try
        {
            using ParquetRowGroupReader opened = _parquet.OpenRowGroupReader(group);
            var reader = new ColumnReader(opened, _path, cancellationToken);
            AssetRow[] rows = [.. Enumerable.Range(0, reader.RowCount).Select(_ => new AssetRow(_schema.Layout))];
            foreach (ShardColumn column in columns)
                await column.ReadAsync(reader, rows).ConfigureAwait(false);
            return rows;
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or ShardFormatException))
        {
            throw new ShardFormatException($"{_path} is damaged: {fault.Message} {Advice}", fault);
        }
    }
}
