using Parquet;
using Parquet.Schema;

namespace Piwa.Pipeline.Shards;

/// <summary>Writes lists as Parquet's levels.</summary>
internal static class ColumnWriting
{
    /// <summary>Writes a list by row; none is empty.</summary>
    public static Task WriteListsAsync<T>(
        this ParquetRowGroupWriter group,
        DataField element,
        IReadOnlyList<AssetRow> rows,
        Func<AssetRow, T[]> list) where T : struct
    {
        var values = new T[rows.Sum(row => list(row).Length)];
        var repetition = new int[values.Length];
        var definition = new int[values.Length];
        Array.Fill(definition, element.MaxDefinitionLevel);
        Array.Fill(repetition, 1);
        int at = 0;
        foreach (AssetRow row in rows)
        {
            T[] source = list(row);
            source.CopyTo(values, at);
            repetition[at] = 0;
            at += source.Length;
        }

        return group.WriteAllPartsAsync<T>(element, values, definition, repetition, CancellationToken.None);
    }
}
