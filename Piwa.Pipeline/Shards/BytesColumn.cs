using Parquet.Schema;

namespace Piwa.Pipeline.Shards;

/// <summary>A column of a few bytes by row, as many in each: hashes and the like.</summary>
/// <param name="name">The column's name.</param>
/// <param name="length">Bytes of a row.</param>
/// <param name="copy">Copies a row's bytes.</param>
/// <param name="set">Gives a row its bytes.</param>
internal sealed class BytesColumn(string name, int length, BytesColumn.CopyBytes copy, BytesColumn.SetBytes set)
    : ShardColumn(new DataField(name, typeof(ReadOnlyMemory<byte>), isNullable: false))
{
    public delegate void CopyBytes(AssetRow row, Span<byte> target);

    public delegate void SetBytes(AssetRow row, ReadOnlySpan<byte> bytes);

    public override IReadOnlyList<DataField> Leaves => [Bytes];

    private DataField Bytes => (DataField)Field;

    public override void Write(ColumnWriter writer, IReadOnlyList<AssetRow> rows)
    {
        using var bytes = new Rented<byte>(rows.Count * length);
        using var values = new Rented<ReadOnlyMemory<byte>>(rows.Count);
        for (int i = 0; i < rows.Count; i++)
        {
            Memory<byte> value = bytes.Memory.Slice(i * length, length);
            copy(rows[i], value.Span);
            values.Span[i] = value;
        }

        writer.Write<ReadOnlyMemory<byte>>(values.Span);
    }

    public override async Task ReadAsync(ColumnReader reader, AssetRow[] rows)
    {
        ReadOnlyMemory<byte>[] values = await reader.ValuesAsync<ReadOnlyMemory<byte>>(Bytes).ConfigureAwait(false);
        for (int i = 0; i < rows.Length; i++)
            set(rows[i], values[i].Span);
    }
}
