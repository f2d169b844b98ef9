using Parquet.Schema;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary>A column of the shards as data cards describe it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Feature">Type of a value in Hugging Face's datasets library.</param>
/// <param name="IsList">Whether a row has a list of values.</param>
/// <param name="Description">What it is.</param>
internal sealed record CardColumn(string Name, string Feature, bool IsList, string Description)
{
    private const string Picture = "image";

    private static readonly Dictionary<Type, string> Features = new()
    {
        [typeof(bool)] = "bool",
        [typeof(sbyte)] = "int8",
        [typeof(byte)] = "uint8",
        [typeof(short)] = "int16",
        [typeof(ushort)] = "uint16",
        [typeof(int)] = "int32",
        [typeof(uint)] = "uint32",
        [typeof(long)] = "int64",
        [typeof(ulong)] = "uint64",
        [typeof(Half)] = "float16",
        [typeof(float)] = "float32",
        [typeof(double)] = "float64",
        [typeof(string)] = "string",
        [typeof(ReadOnlyMemory<char>)] = "string",
        [typeof(byte[])] = "binary",
        [typeof(ReadOnlyMemory<byte>)] = "binary",
    };

    /// <summary>Whether its values are images that every viewer opens.</summary>
    public bool IsPicture => Feature == Picture;

    /// <summary>
    /// Type of a value in Croissant. It has none for bytes: they are <c>sc:Text</c>, as Hugging Face's own Croissant files have them.
    /// </summary>
    public string CroissantType => Feature switch
    {
        Picture => "sc:ImageObject",
        "bool" => "sc:Boolean",
        "string" or "binary" => "sc:Text",
        _ when Feature.StartsWith("float", StringComparison.Ordinal) => "sc:Float",
        _ => "sc:Integer",
    };

    /// <summary>The columns of a data set.</summary>
    public static IReadOnlyList<CardColumn> Of(RowLayout layout) => [.. new ShardSchema(layout).Columns.Select(column => Of(column, layout.ImageFormat))];

    private static CardColumn Of(ShardColumn column, ImageFormat format)
    {
        string name = column.Field.Name;
        return column is ImageColumn && format == ImageFormat.Png
            ? new(name, Picture, IsList: true, $"PNG by view: {FormatText.Channel(name)}")
            : new(name, Features.GetValueOrDefault(column.Leaves[0].ClrType, "binary"), column.Field is ListField, FormatText.Column(name));
    }
}
