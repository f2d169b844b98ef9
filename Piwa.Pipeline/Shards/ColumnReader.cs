using Parquet;
using Parquet.Schema;

namespace Piwa.Pipeline.Shards;

/// <summary>Turns the columns of a row group into arrays. What a file says is checked before memory is taken for it.</summary>
/// <param name="group">The row group.</param>
/// <param name="path">The file, for messages.</param>
/// <param name="cancellationToken">Stops reading.</param>
internal sealed class ColumnReader(ParquetRowGroupReader group, string path, CancellationToken cancellationToken)
{
    /// <summary>Rows of the group.</summary>
    /// <exception cref="ShardFormatException">The file says what no shard has.</exception>
    public int RowCount => group.RowCount is > 0 and <= Campaign.MaxShardAssets
        ? (int)group.RowCount
        : throw new ShardFormatException($"{path}: a row group of {group.RowCount} rows.");

    /// <summary>A value by row.</summary>
    public async Task<T[]> ValuesAsync<T>(DataField field) where T : struct
    {
        var values = new T[RowCount];
        await group.ReadRawAsync<T>(field, values, null, null, cancellationToken).ConfigureAwait(false);
        return values;
    }

    /// <summary>A list by row.</summary>
    /// <exception cref="ShardFormatException">A list is missing or empty.</exception>
    public async Task<ReadOnlyMemory<T>[]> ListsAsync<T>(DataField element) where T : struct
    {
        int rows = RowCount;
        long count = group.GetMetadata(element)?.MetaData?.NumValues ?? 0;
        if (count < rows || count > (long)rows * ShardPreflight.MaxListLength)
            throw new ShardFormatException($"{path}: column {element.Path} has {count} values in {rows} rows.");

        var values = new T[count];
        var definition = new int[count];
        var repetition = new int[count];
        await group.ReadRawAsync<T>(element, values, definition, repetition, cancellationToken).ConfigureAwait(false);
        if (definition.AsSpan().ContainsAnyExcept(element.MaxDefinitionLevel))
            throw new ShardFormatException($"{path}: column {element.Path} has rows without values.");

        var lists = new ReadOnlyMemory<T>[rows];
        int row = 0;
        for (int start = 0; start < count; row++)
        {
            int end = start + 1;
            while (end < count && repetition[end] != 0)
                end++;
            if (row == rows)
                throw new ShardFormatException($"{path}: column {element.Path} has more than {rows} rows.");
            lists[row] = values.AsMemory(start, end - start);
            start = end;
        }

        return row == rows ? lists : throw new ShardFormatException($"{path}: column {element.Path} has {row} rows, not {rows}.");
    }
}
