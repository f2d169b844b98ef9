using Parquet.Schema;

namespace Piwa.Pipeline.Shards;

/// <summary>A column of a shard: its name and type, and how it comes out of rows and goes into them.</summary>
/// <param name="field">The column's field in the schema.</param>
internal abstract class ShardColumn(Field field)
{
    /// <summary>The column's field in the schema.</summary>
    public Field Field { get; } = field;

    /// <summary>Whether it holds meshes, images or labels: nearly all bytes of a shard.</summary>
    public virtual bool IsLarge => false;

    /// <summary>The fields that hold its values.</summary>
    public abstract IReadOnlyList<DataField> Leaves { get; }

    /// <summary>Writes the column of some rows.</summary>
    public abstract void Write(ColumnWriter writer, IReadOnlyList<AssetRow> rows);

    /// <summary>Reads the column of a whole row group into its rows.</summary>
    public abstract Task ReadAsync(ColumnReader reader, AssetRow[] rows);
}
