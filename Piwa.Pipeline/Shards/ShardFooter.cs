namespace Piwa.Pipeline.Shards;

/// <summary>The footer of a shard, read strictly: nothing may stand in it but what Piwa writes.</summary>
/// <remarks>
/// The Parquet library that decodes shards trusts what a footer says of sizes, counts and encodings. Here all of that is read before it,
/// by code that takes no more memory than the footer's length. Source: apache/parquet-format, parquet.thrift.
/// </remarks>
internal sealed partial class ShardFooter
{
    /// <summary>Physical types.</summary>
    public const int Int32 = 1, Int64 = 2, Float = 4, ByteArray = 6;

    /// <summary>Encodings: values one after the other, levels in runs.</summary>
    public const int Plain = 0, Runs = 3;

    /// <summary>The longest footer. One of a shard with labels has some 25 KB for 32 MB of blobs.</summary>
    public const int MaxBytes = 16 << 20;

    private const int MaxElements = 512;
    private const int MaxNameBytes = 64;
    private const int MaxPathParts = 4;
    private const int MaxMetadata = 32;
    private const int NoCodec = 0;
    private const int None = -1;

    // Fields of FileMetaData.
    private const int Schema = 2, NumRows = 3, RowGroups = 4, KeyValues = 5;

    private readonly List<FooterElement> _elements = [];
    private readonly List<FooterRowGroup> _rowGroups = [];

    private ShardFooter()
    {
    }

    /// <summary>The schema, depth first; the root comes first.</summary>
    public IReadOnlyList<FooterElement> Elements => _elements;

    public IReadOnlyList<FooterRowGroup> Groups => _rowGroups;

    /// <summary>Rows of all groups.</summary>
    public long Rows { get; private set; }

    /// <summary>Reads what a file says of itself, of any Parquet file.</summary>
    /// <exception cref="FormatException">It is no footer.</exception>
    public static Dictionary<string, string> ReadMetadata(ReadOnlySpan<byte> footer)
    {
        var metadata = new Dictionary<string, string>();
        var reader = new ThriftReader(footer);
        int field = 0;
        while (reader.NextField(ref field, out ThriftType type))
        {
            if (field != KeyValues || type != ThriftType.List)
            {
                reader.Skip(type);
                continue;
            }

            int count = reader.ReadList(ThriftType.Struct);
            if (count > MaxMetadata)
                throw new FormatException($"its footer has {count} pairs of metadata, more than {MaxMetadata}.");
            for (int i = 0; i < count; i++)
            {
                (string key, string value) = ReadPair(ref reader);
                if (!metadata.TryAdd(key, value))
                    throw new FormatException($"its footer has the metadata {key} twice.");
            }
        }

        return reader.Position == footer.Length ? metadata : throw new FormatException("bytes follow its footer.");
    }

    /// <summary>Reads the footer of a shard.</summary>
    /// <exception cref="FormatException">It has something that no shard's footer has, or says what cannot be.</exception>
    public static ShardFooter Read(ReadOnlySpan<byte> bytes)
    {
        var footer = new ShardFooter();
        var reader = new ThriftReader(bytes);
        int field = 0;
        long rows = None;
        while (reader.NextField(ref field, out ThriftType type))
        {
            switch (field, type)
            {
                case (Schema, ThriftType.List):
                    footer.ReadSchema(ref reader);
                    break;
                case (NumRows, ThriftType.I64):
                    rows = reader.ReadInt64();
                    break;
                case (RowGroups, ThriftType.List):
                    footer.ReadGroups(ref reader);
                    break;
                case (1, ThriftType.I32) or (KeyValues, ThriftType.List) or (6, ThriftType.Binary):
                    reader.Skip(type); // format version, metadata, name of the writer
                    break;
                default:
                    throw Unknown("footer", field, type);
            }
        }

        if (rows != footer.Rows)
            throw new FormatException($"its footer says {rows} rows, and its row groups have {footer.Rows}.");
        return footer;
    }

    private void ReadSchema(ref ThriftReader reader)
    {
        int count = reader.ReadList(ThriftType.Struct);
        if (count > MaxElements)
            throw new FormatException($"its schema has {count} elements, more than {MaxElements}.");
        for (int i = 0; i < count; i++)
        {
            string name = "";
            int field = 0, physical = None, repetition = 0, children = 0, converted = None;
            while (reader.NextField(ref field, out ThriftType type))
            {
                switch (field, type)
                {
                    case (1, ThriftType.I32):
                        physical = reader.ReadInt32();
                        break;
                    case (3, ThriftType.I32):
                        repetition = reader.ReadInt32();
                        break;
                    case (4, ThriftType.Binary):
                        name = ReadName(ref reader);
                        break;
                    case (5, ThriftType.I32):
                        children = reader.ReadInt32();
                        break;
                    case (6, ThriftType.I32):
                        converted = reader.ReadInt32();
                        break;
                    case (10, ThriftType.Struct):
                        SkipLogicalType(ref reader);
                        break;
                    default:
                        throw Unknown("element of the schema", field, type);
                }
            }

            _elements.Add(new FooterElement(name, physical, repetition, children, converted));
        }
    }

    private static string ReadPath(ref ThriftReader reader)
    {
        int parts = reader.ReadList(ThriftType.Binary);
        if (parts > MaxPathParts)
            throw new FormatException($"a column lies {parts} deep, more than {MaxPathParts}.");
        string path = "";
        for (int i = 0; i < parts; i++)
            path = i == 0 ? ReadName(ref reader) : $"{path}.{ReadName(ref reader)}";
        return path;
    }

    private static string ReadName(ref ThriftReader reader)
    {
        ReadOnlySpan<byte> name = reader.ReadBinary();
        return name.Length is > 0 and <= MaxNameBytes && !name.ContainsAnyExceptInRange((byte)'0', (byte)'z')
            ? System.Text.Encoding.ASCII.GetString(name)
            : throw new FormatException("a column has a name that no shard's column has.");
    }

    private static (string Key, string Value) ReadPair(ref ThriftReader reader)
    {
        string key = "", value = "";
        int field = 0;
        while (reader.NextField(ref field, out ThriftType type))
        {
            switch (field, type)
            {
                case (1, ThriftType.Binary):
                    key = System.Text.Encoding.UTF8.GetString(reader.ReadBinary());
                    break;
                case (2, ThriftType.Binary):
                    value = System.Text.Encoding.UTF8.GetString(reader.ReadBinary());
                    break;
                default:
                    throw Unknown("metadata", field, type);
            }
        }

        return (key, value);
    }

    /// <summary>Text, list or integer: what <see cref="FooterElement.Converted"/> says as well.</summary>
    private static void SkipLogicalType(ref ThriftReader reader)
    {
        int field = 0;
        while (reader.NextField(ref field, out ThriftType type))
        {
            if ((field, type) is not (1 or 3 or 10, ThriftType.Struct))
                throw Unknown("logical type", field, type);
            int inner = 0;
            while (reader.NextField(ref inner, out ThriftType innerType))
            {
                if ((field, inner, innerType) is not ((10, 1, ThriftType.Byte) or (10, 2, ThriftType.True or ThriftType.False)))
                    throw Unknown("logical type", inner, innerType);
                reader.Skip(innerType);
            }
        }
    }

    private static void Expect(int actual, int expected, string what) => Expect(actual == expected, $"{actual} for the {what}, not {expected}");

    private static void Expect(bool isTrue, string otherwise)
    {
        if (!isTrue)
            throw new FormatException($"its footer or a page has {otherwise}.");
    }

    private static FormatException Unknown(string what, int field, ThriftType type) =>
        new($"a {what} has field {field} of type {type}, which no shard has.");
}
