using Parquet.Schema;

namespace Piwa.Pipeline.Shards;

/// <summary>A column of a list by row: as long as the row's array, or of any length where it can be set.</summary>
internal sealed class ListColumn<T> : ShardColumn where T : struct
{
    private readonly DataField _element;
    private readonly Func<AssetRow, T[]> _list;
    private readonly Action<AssetRow, T[]>? _set;

    public ListColumn(string name, Func<AssetRow, T[]> list, Action<AssetRow, T[]>? set = null)
        : this(name, new DataField("element", typeof(T), isNullable: false), list, set)
    {
    }

    private ListColumn(string name, DataField element, Func<AssetRow, T[]> list, Action<AssetRow, T[]>? set)
        : base(new ListField(name, element))
    {
        _element = element;
        _list = list;
        _set = set;
    }

    public override IReadOnlyList<DataField> Leaves => [_element];

    public override void Write(ColumnWriter writer, IReadOnlyList<AssetRow> rows) => Write(writer, rows, _list);

    /// <summary>Writes a list by row; none is empty.</summary>
    public static void Write(ColumnWriter writer, IReadOnlyList<AssetRow> rows, Func<AssetRow, T[]> list)
    {
        int count = 0;
        using var lengths = new Rented<int>(rows.Count);
        for (int i = 0; i < rows.Count; i++)
            count += lengths.Span[i] = list(rows[i]).Length;

        using var values = new Rented<T>(count);
        for (int i = 0, at = 0; i < rows.Count; i++)
        {
            T[] source = list(rows[i]);
            source.CopyTo(values.Span[at..]);
            at += source.Length;
        }

        writer.Write<T>(values.Span, lengths.Span);
    }

    public override async Task ReadAsync(ColumnReader reader, AssetRow[] rows)
    {
        ReadOnlyMemory<T>[] lists = await reader.ListsAsync<T>(_element).ConfigureAwait(false);
        for (int i = 0; i < rows.Length; i++)
        {
            if (_set is not null)
            {
                _set(rows[i], lists[i].ToArray());
                continue;
            }

            T[] target = _list(rows[i]);
            if (lists[i].Length != target.Length)
                throw new FormatException($"A row has {lists[i].Length} values in column {Field.Name} where {target.Length} belong.");
            lists[i].CopyTo(target);
        }
    }
}
