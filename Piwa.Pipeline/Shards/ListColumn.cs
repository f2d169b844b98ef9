using Parquet;
using Parquet.Schema;

namespace Piwa.Pipeline.Shards;

/// <summary>A column of a list by row, as long as the row's array.</summary>
internal sealed class ListColumn<T> : ShardColumn where T : struct
{
    private readonly DataField _element;
    private readonly Func<AssetRow, T[]> _list;

    public ListColumn(string name, Func<AssetRow, T[]> list)
        : this(name, new DataField("element", typeof(T), isNullable: false), list)
    {
    }

    private ListColumn(string name, DataField element, Func<AssetRow, T[]> list)
        : base(new ListField(name, element))
    {
        _element = element;
        _list = list;
    }

    public override IReadOnlyList<DataField> Leaves => [_element];

    public override Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<AssetRow> rows) =>
        group.WriteListsAsync(_element, rows, _list);

    public override async Task ReadAsync(ColumnReader reader, AssetRow[] rows)
    {
        ReadOnlyMemory<T>[] lists = await reader.ListsAsync<T>(_element).ConfigureAwait(false);
        for (int i = 0; i < rows.Length; i++)
        {
            T[] target = _list(rows[i]);
            if (lists[i].Length != target.Length)
                throw new FormatException($"A row has {lists[i].Length} values in column {Field.Name} where {target.Length} belong.");
            lists[i].CopyTo(target);
        }
    }
}
