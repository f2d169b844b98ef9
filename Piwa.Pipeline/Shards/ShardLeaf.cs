using Parquet.Schema;

namespace Piwa.Pipeline.Shards;

/// <summary>A column as Parquet stores it: each list and each struct of a schema is made of such.</summary>
internal sealed class ShardLeaf
{
    /// <param name="field">Its field, in a schema.</param>
    public ShardLeaf(DataField field)
    {
        Path = [.. field.Path.ToList().Select(System.Text.Encoding.UTF8.GetBytes)];
        Type = FooterSchema.TypeOf(field);
        IsList = field.MaxRepetitionLevel > 0;
        DefinitionLevel = (byte)field.MaxDefinitionLevel;
    }

    /// <summary>Names from the root, in UTF-8.</summary>
    public IReadOnlyList<byte[]> Path { get; }

    /// <summary>Physical type.</summary>
    public int Type { get; }

    /// <summary>Whether a row has a list of values.</summary>
    public bool IsList { get; }

    /// <summary>The definition level of every value: nothing is null, and no list is empty.</summary>
    public byte DefinitionLevel { get; }
}
