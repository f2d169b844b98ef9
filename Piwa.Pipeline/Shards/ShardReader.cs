using Parquet;
using Parquet.Schema;

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

    /// <summary>What is read of the end of a file that lies elsewhere: as a rule, its footer is in it.</summary>
    private const int LeastEndBytes = 64 << 10;

    /// <summary>And so much more of a long one: for 32 MB of blobs a footer has some 25 KB.</summary>
    private const int BytesOfEndByte = 1024;

    private const int MagicBytes = 4;

    private readonly ParquetReader _parquet;
    private readonly ShardSchema _schema;
    private readonly ShardFooter _footer;
    private readonly Stream _file;
    private readonly string _path;

    private ShardReader(string path, Stream file, ParquetReader parquet, ShardSchema schema, ShardFooter footer)
    {
        _path = path;
        _file = file;
        _parquet = parquet;
        _schema = schema;
        _footer = footer;
    }

    /// <summary>What its rows hold.</summary>
    public RowLayout Layout => _schema.Layout;

    /// <summary>Rows of the file.</summary>
    public long RowCount => _footer.Rows;

    /// <summary>Row groups of the file.</summary>
    public int RowGroupCount => _parquet.RowGroupCount;

    /// <summary>Opens a shard.</summary>
    /// <exception cref="ShardFormatException">The file is no shard of this version.</exception>
    public static async Task<ShardReader> OpenAsync(string path, CancellationToken cancellationToken = default)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return await OpenAsync(path, file, () => (ShardPreflight.Check(file.SafeFileHandle, out ShardFooter footer), footer), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Opens a shard that lies elsewhere: by its footer. Of its columns those are fetched that are read.</summary>
    /// <param name="place">Where it lies, for messages.</param>
    /// <param name="source">The file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ShardFormatException">The file is no shard of this version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static async Task<ShardReader> OpenAsync(string place, IRangeSource source, CancellationToken cancellationToken)
    {
        var file = new RangeStream(source);
        try
        {
            await FetchFooterAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            await file.DisposeAsync().ConfigureAwait(false);
            if (fault is FormatException)
                throw NoShard(place, fault);
            throw;
        }

        return await OpenAsync(
            place, file, () => (ShardPreflight.CheckFooter(new FileWindow(file.ReadAt, file.Length), out ShardFooter footer), footer), cancellationToken)
            .ConfigureAwait(false);
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
            if (await HasAsync(group, assetIndex, cancellationToken).ConfigureAwait(false))
                return group;
        }

        return null;
    }

    /// <summary>The row group that has an asset's row, or null when the shard has none.</summary>
    /// <param name="assetIndex">Index of the asset.</param>
    /// <param name="row">The row where it is expected; it is looked for there first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ShardFormatException">The file is damaged.</exception>
    public async Task<int?> FindGroupNearAsync(ulong assetIndex, long row, CancellationToken cancellationToken = default)
    {
        int group = GroupOf(row);
        return group < RowGroupCount && await HasAsync(group, assetIndex, cancellationToken).ConfigureAwait(false)
            ? group
            : await FindGroupAsync(assetIndex, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The row group of a row; the number of groups if there is no such row.</summary>
    /// <param name="row">The row, counted from 0 over the file.</param>
    public int GroupOf(long row)
    {
        int group = 0;
        for (long before = 0; group < RowGroupCount && row >= before + _footer.Groups[group].Rows; group++)
            before += _footer.Groups[group].Rows;
        return group;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _parquet.DisposeAsync().ConfigureAwait(false);
        await _file.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<ShardReader> OpenAsync(
        string path, Stream file, Func<(ShardSchema Schema, ShardFooter Footer)> check, CancellationToken cancellationToken)
    {
        try
        {
            (ShardSchema schema, ShardFooter footer) = check();
            ParquetReader parquet = await ParquetReader.CreateAsync(file, new ParquetOptions(), leaveStreamOpen: true, cancellationToken)
                .ConfigureAwait(false);
            return new ShardReader(path, file, parquet, schema, footer);
        }
        catch (Exception fault)
        {
            await file.DisposeAsync().ConfigureAwait(false);
            if (fault is OperationCanceledException)
                throw;
            throw NoShard(path, fault);
        }
    }

    private static async Task FetchFooterAsync(RangeStream file, CancellationToken cancellationToken)
    {
        long length = file.Length, end = Math.Min(length, LeastEndBytes + (length / BytesOfEndByte));
        await file.KeepAsync([(0, Math.Min(MagicBytes, length)), (length - end, end)], cancellationToken).ConfigureAwait(false);
        var last = new byte[2 * MagicBytes];
        if (file.ReadAt(last, length - last.Length) < last.Length)
            return; // too short for any Parquet file, which the check says
        long start = ShardPreflight.FooterStart(last, length);
        if (start >= 0 && start < length - end && length - start <= ShardFooter.MaxBytes)
            await file.KeepAsync([(start, length - end - start)], cancellationToken).ConfigureAwait(false);
    }

    private static ShardFormatException NoShard(string path, Exception fault) => new($"{path} cannot be read as a shard: {fault.Message} {Advice}", fault);

    private async Task<bool> HasAsync(int group, ulong assetIndex, CancellationToken cancellationToken) =>
        (await ReadAsync(group, [_schema.AssetIndex], cancellationToken).ConfigureAwait(false)).Any(row => row.AssetIndex == assetIndex);

    /// <summary>Reads some columns. What the Parquet library throws on damaged files is of many kinds; here it becomes one that names the file.</summary>
    private async Task<AssetRow[]> ReadAsync(int group, IEnumerable<ShardColumn> columns, CancellationToken cancellationToken)
    {
        ShardColumn[] wanted = [.. columns];
        if (_file is RangeStream file)
            await FetchAsync(file, _footer.Groups[group], wanted, cancellationToken).ConfigureAwait(false);
        try
        {
            using ParquetRowGroupReader opened = _parquet.OpenRowGroupReader(group);
            var reader = new ColumnReader(opened, _path, cancellationToken);
            AssetRow[] rows = [.. Enumerable.Range(0, reader.RowCount).Select(_ => new AssetRow(_schema.Layout))];
            foreach (ShardColumn column in wanted)
                await column.ReadAsync(reader, rows).ConfigureAwait(false);
            return rows;
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or ShardFormatException))
        {
            throw Damaged(fault);
        }
    }

    /// <summary>Fetches columns, and looks at them before the Parquet library does.</summary>
    private async Task FetchAsync(RangeStream file, FooterRowGroup group, ShardColumn[] columns, CancellationToken cancellationToken)
    {
        DataField[] leaves = ShardPreflight.LeavesOf(_schema);
        int[] wanted = [.. columns.SelectMany(column => column.Leaves).Select(leaf => Array.IndexOf(leaves, leaf))];
        try
        {
            await file.FetchAsync(wanted.Select(i => (group.Columns[i].Offset, group.Columns[i].Bytes)), cancellationToken).ConfigureAwait(false);
            var window = new FileWindow(file.ReadAt, file.Length);
            foreach (int i in wanted)
                ShardPreflight.CheckPage(window, group.Columns[i], leaves[i]);
        }
        catch (FormatException fault)
        {
            throw Damaged(fault);
        }
    }

    private ShardFormatException Damaged(Exception fault) => new($"{_path} is damaged: {fault.Message} {Advice}", fault);
}
