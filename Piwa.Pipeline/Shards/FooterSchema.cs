using Parquet.Schema;

namespace Piwa.Pipeline.Shards;

/// <summary>The schema of a shard in the terms of its file.</summary>
internal static class FooterSchema
{
    /// <summary>What a group has for a type, and what has no other meaning than its type.</summary>
    public const int None = -1;

    /// <summary>Whether an element is there: once, perhaps, or any number of times.</summary>
    public const int Required = 0, Optional = 1, Repeated = 2;

    /// <summary>Meanings of values (ConvertedType).</summary>
    public const int Text = 0, List = 3, SignedInt32 = 17, SignedInt64 = 18;

    /// <summary>Its elements, depth first; the root comes first.</summary>
    public static List<FooterElement> ElementsOf(ShardSchema schema)
    {
        List<FooterElement> elements = [new FooterElement("root", None, Required, schema.Columns.Count, None)];
        foreach (ShardColumn column in schema.Columns)
            Add(column.Field, elements);
        return elements;
    }

    /// <summary>Physical type of a column's values.</summary>
    public static int TypeOf(DataField leaf) =>
        leaf.ClrType == typeof(int) ? ShardFooter.Int32
        : leaf.ClrType == typeof(long) ? ShardFooter.Int64
        : leaf.ClrType == typeof(float) ? ShardFooter.Float
        : ShardFooter.ByteArray;

    private static void Add(Field field, List<FooterElement> elements)
    {
        switch (field)
        {
            case ListField list:
                elements.Add(new FooterElement(list.Name, None, Optional, 1, List));
                elements.Add(new FooterElement("list", None, Repeated, 1, None));
                Add(list.Item, elements);
                break;
            case StructField group:
                elements.Add(new FooterElement(group.Name, None, Optional, group.Fields.Count, None));
                foreach (Field inner in group.Fields)
                    Add(inner, elements);
                break;
            case DataField leaf:
                elements.Add(new FooterElement(leaf.Name, TypeOf(leaf), Required, 0, ConvertedOf(leaf)));
                break;
        }
    }

    private static int ConvertedOf(DataField leaf) =>
        leaf.ClrType == typeof(int) ? SignedInt32
        : leaf.ClrType == typeof(long) ? SignedInt64
        : leaf.ClrType == typeof(ReadOnlyMemory<char>) ? Text
        : None;
}
