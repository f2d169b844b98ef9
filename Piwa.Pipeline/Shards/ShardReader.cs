using Parquet;
using Parquet.Schema;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>Reads a shard, one row group at a time.</summary>
/// <remarks>Not thread-safe. What a file says is checked before memory is taken for it.</remarks>
public sealed class ShardReader : IAsyncDisposable
{
    /// <summary>Longest list of a row: the largest number of views times the largest number of values for a view.</summary>
    private const int MaxListLength = Kernels.Devices.LaneOptions.MaxViewCount * AssetRow.MatrixLength;

    private readonly ParquetReader _parquet;
    private readonly FileStream _file;
    private readonly string _path;

    private ShardReader(string path, FileStream file, ParquetReader parquet)
    {
        _path = path;
        _file = file;
        _parquet = parquet;
    }

    /// <summary>Row groups of the file.</summary>
    public int RowGroupCount => _parquet.RowGroupCount;

    /// <summary>Opens a shard.</summary>
    /// <exception cref="ShardFormatException">The file is no shard of this version.</exception>
    public static async Task<ShardReader> OpenAsync(string path, CancellationToken cancellationToken = default)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            ParquetReader parquet = await ParquetReader.CreateAsync(file, new ParquetOptions(), leaveStreamOpen: true, cancellationToken)
                .ConfigureAwait(false);
            if (!parquet.CustomMetadata.TryGetValue(ShardSchema.VersionKey, out string? version) || version != ShardSchema.Version)
                throw new ShardFormatException($"{path} is a Parquet file, but no shard of schema {ShardSchema.Version}.");
            return new ShardReader(path, file, parquet);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or ShardFormatException))
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw new ShardFormatException($"{path} cannot be read as Parquet: {fault.Message}", fault);
        }
    }

    /// <summary>Indices and asset hashes of all rows, without the blobs.</summary>
    /// <exception cref="ShardFormatException">The file is damaged.</exception>
    public async Task<IReadOnlyList<(ulong AssetIndex, ContentHash Hash)>> ReadHashesAsync(CancellationToken cancellationToken = default)
    {
        var rows = new List<(ulong, ContentHash)>();
        for (int group = 0; group < RowGroupCount; group++)
        {
            await Guard(async () =>
            {
                using ParquetRowGroupReader reader = _parquet.OpenRowGroupReader(group);
                var columns = new ColumnReader(reader, _path, cancellationToken);
                long[] indices = await columns.Values<long>(ShardSchema.AssetIndex).ConfigureAwait(false);
                ReadOnlyMemory<byte>[] hashes = await columns.Values<ReadOnlyMemory<byte>>(ShardSchema.AssetHash).ConfigureAwait(false);
                for (int i = 0; i < indices.Length; i++)
                    rows.Add(((ulong)indices[i], new ContentHash(hashes[i].Span)));
            }).ConfigureAwait(false);
        }

        return rows;
    }

    /// <summary>All rows of a row group.</summary>
    /// <exception cref="ShardFormatException">The file is damaged.</exception>
    public async Task<IReadOnlyList<AssetRow>> ReadRowGroupAsync(int group, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<AssetRow> rows = [];
        await Guard(async () => rows = await ReadAsync(group, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return rows;
    }

    /// <summary>The row of an asset, or null when the shard has none.</summary>
    /// <exception cref="ShardFormatException">The file is damaged.</exception>
    public async Task<AssetRow?> FindAsync(ulong assetIndex, CancellationToken cancellationToken = default)
    {
        for (int group = 0; group < RowGroupCount; group++)
        {
            bool there = false;
            await Guard(async () =>
            {
                using ParquetRowGroupReader reader = _parquet.OpenRowGroupReader(group);
                var columns = new ColumnReader(reader, _path, cancellationToken);
                long[] indices = await columns.Values<long>(ShardSchema.AssetIndex).ConfigureAwait(false);
                there = indices.Contains((long)assetIndex);
            }).ConfigureAwait(false);
            if (there)
                return (await ReadRowGroupAsync(group, cancellationToken).ConfigureAwait(false)).First(row => row.AssetIndex == assetIndex);
        }

        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _parquet.DisposeAsync().ConfigureAwait(false);
        await _file.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<AssetRow>> ReadAsync(int group, CancellationToken cancellationToken)
    {
        using ParquetRowGroupReader reader = _parquet.OpenRowGroupReader(group);
        var columns = new ColumnReader(reader, _path, cancellationToken);
        long[] index = await columns.Values<long>(ShardSchema.AssetIndex).ConfigureAwait(false);
        ReadOnlyMemory<byte>[] asset = await columns.Values<ReadOnlyMemory<byte>>(ShardSchema.AssetHash).ConfigureAwait(false);
        ReadOnlyMemory<byte>[] mesh = await columns.Values<ReadOnlyMemory<byte>>(ShardSchema.MeshHash).ConfigureAwait(false);
        ReadOnlyMemory<byte>[] texture = await columns.Values<ReadOnlyMemory<byte>>(ShardSchema.TextureHash).ConfigureAwait(false);
        ReadOnlyMemory<byte>[] scene = await columns.Values<ReadOnlyMemory<byte>>(ShardSchema.SceneHash).ConfigureAwait(false);
        ReadOnlyMemory<byte>[] views = await columns.Values<ReadOnlyMemory<byte>>(ShardSchema.ViewsHash).ConfigureAwait(false);
        ReadOnlyMemory<byte>[] recipe = await columns.Values<ReadOnlyMemory<byte>>(ShardSchema.Recipe).ConfigureAwait(false);
        int[] parts = await columns.Values<int>(ShardSchema.PartCount).ConfigureAwait(false);
        int[] vertices = await columns.Values<int>(ShardSchema.VertexCount).ConfigureAwait(false);
        int[] triangles = await columns.Values<int>(ShardSchema.TriangleCount).ConfigureAwait(false);
        int[] grid = await columns.Values<int>(ShardSchema.GridResolution).ConfigureAwait(false);
        int[] open = await columns.Values<int>(ShardSchema.OpenEdges).ConfigureAwait(false);
        int[] split = await columns.Values<int>(ShardSchema.SplitVertices).ConfigureAwait(false);
        int[] degenerate = await columns.Values<int>(ShardSchema.DegenerateTriangles).ConfigureAwait(false);
        int[] duplicate = await columns.Values<int>(ShardSchema.DuplicateVertices).ConfigureAwait(false);
        int[] unused = await columns.Values<int>(ShardSchema.UnusedVertices).ConfigureAwait(false);
        int[] resolution = await columns.Values<int>(ShardSchema.ImageResolution).ConfigureAwait(false);
        ReadOnlyMemory<byte>[] meshPositions = await columns.Values<ReadOnlyMemory<byte>>(ShardSchema.MeshPositions).ConfigureAwait(false);
        ReadOnlyMemory<byte>[] meshTriangles = await columns.Values<ReadOnlyMemory<byte>>(ShardSchema.MeshTriangles).ConfigureAwait(false);
        ReadOnlyMemory<byte>[] meshNormals = await columns.Values<ReadOnlyMemory<byte>>(ShardSchema.MeshNormals).ConfigureAwait(false);
        ReadOnlyMemory<byte>[] meshParts = await columns.Values<ReadOnlyMemory<byte>>(ShardSchema.MeshParts).ConfigureAwait(false);
        ReadOnlyMemory<int>[] crops = await columns.Lists<int>(ShardSchema.Crops).ConfigureAwait(false);
        ReadOnlyMemory<float>[] intrinsics = await columns.Lists<float>(ShardSchema.Intrinsics).ConfigureAwait(false);
        ReadOnlyMemory<float>[] worldToCamera = await columns.Lists<float>(ShardSchema.WorldToCamera).ConfigureAwait(false);
        ReadOnlyMemory<float>[] cameraToWorld = await columns.Lists<float>(ShardSchema.CameraToWorld).ConfigureAwait(false);
        ReadOnlyMemory<float>[] depthRange = await columns.Lists<float>(ShardSchema.DepthRange).ConfigureAwait(false);
        ReadOnlyMemory<ReadOnlyMemory<byte>>[] color = await columns.Lists<ReadOnlyMemory<byte>>(ShardSchema.Color).ConfigureAwait(false);
        ReadOnlyMemory<ReadOnlyMemory<byte>>[] depth = await columns.Lists<ReadOnlyMemory<byte>>(ShardSchema.Depth).ConfigureAwait(false);
        ReadOnlyMemory<ReadOnlyMemory<byte>>[] normal = await columns.Lists<ReadOnlyMemory<byte>>(ShardSchema.Normal).ConfigureAwait(false);

        var rows = new AssetRow[index.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = new AssetRow(color[i].Length)
            {
                AssetIndex = (ulong)index[i],
                Hashes = new AssetHashes(Hash(mesh[i]), Hash(texture[i]), Hash(scene[i]), Hash(views[i]), Hash(asset[i])),
                Recipe = recipe[i],
                PartCount = parts[i],
                VertexCount = vertices[i],
                TriangleCount = triangles[i],
                GridResolution = grid[i],
                Defects = new Kernels.Meshes.MeshDefects(open[i], split[i], degenerate[i], duplicate[i], unused[i], false),
                ImageResolution = resolution[i],
                MeshPositions = meshPositions[i],
                MeshTriangles = meshTriangles[i],
                MeshNormals = meshNormals[i],
                MeshParts = meshParts[i],
            };
            Fill(rows[i].Crops, crops[i].Span);
            Fill(rows[i].Intrinsics, intrinsics[i].Span);
            Fill(rows[i].WorldToCamera, worldToCamera[i].Span);
            Fill(rows[i].CameraToWorld, cameraToWorld[i].Span);
            Fill(rows[i].DepthRange, depthRange[i].Span);
            Fill(rows[i].Color, color[i].Span);
            Fill(rows[i].Depth, depth[i].Span);
            Fill(rows[i].Normal, normal[i].Span);
        }

        return rows;
    }

    private static ContentHash Hash(ReadOnlyMemory<byte> bytes) => new(bytes.Span);

    private static void Fill(ViewCrop[] target, ReadOnlySpan<int> flat)
    {
        if (flat.Length != 4 * target.Length)
            throw new FormatException($"A row has {flat.Length} crop values for {target.Length} views.");
        for (int i = 0; i < target.Length; i++)
            target[i] = new ViewCrop(flat[4 * i], flat[(4 * i) + 1], flat[(4 * i) + 2], flat[(4 * i) + 3]);
    }

    private static void Fill<T>(T[] target, ReadOnlySpan<T> source)
    {
        if (source.Length != target.Length)
            throw new FormatException($"A row has {source.Length} values in a list where {target.Length} belong.");
        source.CopyTo(target);
    }

    /// <summary>What the Parquet library throws on damaged files is of many kinds; here it becomes one that names the file.</summary>
    private async Task Guard(Func<Task> read)
    {
        try
        {
            await read().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or ShardFormatException))
        {
            throw new ShardFormatException($"{_path} is damaged: {fault.Message}", fault);
        }
    }

    /// <summary>Turns columns into arrays.</summary>
    private readonly struct ColumnReader(ParquetRowGroupReader group, string path, CancellationToken cancellationToken)
    {
        public async Task<T[]> Values<T>(DataField field) where T : struct
        {
            var values = new T[Rows()];
            await group.ReadRawAsync<T>(field, values, null, null, cancellationToken).ConfigureAwait(false);
            return values;
        }

        public async Task<ReadOnlyMemory<T>[]> Lists<T>(DataField field) where T : struct
        {
            int rows = Rows();
            long count = group.GetMetadata(field)?.MetaData?.NumValues ?? 0;
            if (count < rows || count > (long)rows * MaxListLength)
                throw new ShardFormatException($"{path}: column {field.Path} has {count} values in {rows} rows.");

            var values = new T[count];
            var definition = new int[count];
            var repetition = new int[count];
            await group.ReadRawAsync<T>(field, values, definition, repetition, cancellationToken).ConfigureAwait(false);
            if (definition.AsSpan().ContainsAnyExcept(ShardSchema.PresentElement))
                throw new ShardFormatException($"{path}: column {field.Path} has rows without values.");

            var lists = new ReadOnlyMemory<T>[rows];
            int row = 0;
            for (int start = 0; start < count; row++)
            {
                int end = start + 1;
                while (end < count && repetition[end] != 0)
                    end++;
                if (row == rows)
                    throw new ShardFormatException($"{path}: column {field.Path} has more than {rows} rows.");
                lists[row] = values.AsMemory(start, end - start);
                start = end;
            }

            return row == rows ? lists : throw new ShardFormatException($"{path}: column {field.Path} has {row} rows, not {rows}.");
        }

        private int Rows() => group.RowCount is > 0 and <= Campaign.MaxShardAssets
            ? (int)group.RowCount
            : throw new ShardFormatException($"{path}: a row group of {group.RowCount} rows.");
    }
}
