using Parquet;
using Parquet.Schema;

namespace Piwa.Pipeline.Shards;

/// <summary>Writes columns out of pooled arrays: lists as Parquet's levels.</summary>
internal static class ColumnWriting
{
    /// <summary>Writes a value by row.</summary>
    public static async Task WriteValuesAsync<T>(
        this ParquetRowGroupWriter group,
        DataField field,
        IReadOnlyList<AssetRow> rows,
        Func<AssetRow, T> value) where T : struct
    {
        using var values = new Rented<T>(rows.Count);
        for (int i = 0; i < rows.Count; i++)
            values.Span[i] = value(rows[i]);
        await group.WriteAsync<T>(field, values.Memory).ConfigureAwait(false);
    }

    /// <summary>Writes a list by row; none is empty.</summary>
    public static async Task WriteListsAsync<T>(
        this ParquetRowGroupWriter group,
        DataField element,
        IReadOnlyList<AssetRow> rows,
        Func<AssetRow, T[]> list) where T : struct
    {
        int length = 0;
        for (int i = 0; i < rows.Count; i++)
            length += list(rows[i]).Length;

        using var values = new Rented<T>(length);
        using var repetition = new Rented<int>(length);
        using var definition = new Rented<int>(length);
        definition.Span.Fill(element.MaxDefinitionLevel);
        repetition.Span.Fill(1);
        for (int i = 0, at = 0; i < rows.Count; i++)
        {
            T[] source = list(rows[i]);
            source.CopyTo(values.Span[at..]);
            repetition.Span[at] = 0;
            at += source.Length;
        }

        await group.WriteAllPartsAsync<T>(element, values.Memory, definition.Memory, repetition.Memory, CancellationToken.None).ConfigureAwait(false);
    }
}
