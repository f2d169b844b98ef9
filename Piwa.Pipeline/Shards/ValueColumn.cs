using Parquet.Schema;

namespace Piwa.Pipeline.Shards;

/// <summary>A column of one value by row.</summary>
internal sealed class ValueColumn<T> : ShardColumn where T : struct
{
    private readonly DataField _field;
    private readonly Func<AssetRow, T> _get;
    private readonly Action<AssetRow, T> _set;

    public ValueColumn(string name, Func<AssetRow, T> get, Action<AssetRow, T> set)
        : this(new DataField(name, typeof(T), isNullable: false), get, set)
    {
    }

    private ValueColumn(DataField field, Func<AssetRow, T> get, Action<AssetRow, T> set)
        : base(field)
    {
        _field = field;
        _get = get;
        _set = set;
    }

    public bool HoldsBlobs { get; init; }

    public override bool IsLarge => HoldsBlobs;

    public override IReadOnlyList<DataField> Leaves => [_field];

    public override void Write(ColumnWriter writer, IReadOnlyList<AssetRow> rows)
    {
        using var values = new Rented<T>(rows.Count);
        for (int i = 0; i < rows.Count; i++)
            values.Span[i] = _get(rows[i]);
        writer.Write<T>(values.Span);
    }

    public override async Task ReadAsync(ColumnReader reader, AssetRow[] rows)
    {
        T[] values = await reader.ValuesAsync<T>(_field).ConfigureAwait(false);
        for (int i = 0; i < rows.Length; i++)
            _set(rows[i], values[i]);
    }
}
