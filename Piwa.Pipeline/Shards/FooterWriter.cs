using System.Globalization;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>
/// Writes the footers of shards: what <see cref="ShardFooter"/> reads. Of a row group nothing is kept but its bytes in the footer.
/// </summary>
/// <remarks>
/// Not thread-safe. Serves one file after another. Numbers are those of fields: apache/parquet-format, parquet.thrift.
/// </remarks>
internal sealed class FooterWriter
{
    private const int FormatVersion = 1;
    private const int NoCodec = 0;
    private const byte Bits32 = 32, Bits64 = 64;

    // Fields of a file, a row group, a column.
    private const int Version = 1, Schema = 2, Rows = 3, RowGroups = 4, KeyValues = 5, Creator = 6;
    private const int Columns = 1, TotalBytes = 2, GroupRows = 3, TotalPackedBytes = 6;
    private const int FileOffset = 2, Metadata = 3;
    private const int Type = 1, Encodings = 2, Path = 3, Codec = 4, Values = 5, Bytes = 6, PackedBytes = 7, PageOffset = 9, Statistics = 12;

    // Fields of an element of the schema, and of what its values are.
    private const int Repetition = 3, Name = 4, Children = 5, Converted = 6, Logical = 10;
    private const int LogicalText = 1, LogicalList = 3, LogicalInteger = 10;

    private readonly ThriftWriter _groups = new();
    private readonly ThriftWriter _footer = new();
    private readonly ThriftWriter _schema = new();
    private readonly int _elementCount;
    private readonly IReadOnlyList<ShardLeaf> _leaves;
    private readonly (byte[] Key, byte[] Value)[] _metadata;
    private int _groupCount;
    private int _column;
    private long _rows;
    private long _groupBytes;

    /// <param name="schema">The columns.</param>
    /// <param name="leaves">How they are stored.</param>
    /// <param name="campaign">Hash of the campaign, for the metadata.</param>
    public FooterWriter(ShardSchema schema, IReadOnlyList<ShardLeaf> leaves, ContentHash campaign)
    {
        List<FooterElement> elements = FooterSchema.ElementsOf(schema);
        _elementCount = elements.Count;
        foreach (FooterElement element in elements)
            WriteElement(element, isRoot: element == elements[0]);
        _leaves = leaves;
        RowLayout layout = schema.Layout;
        (string Key, string Value)[] metadata =
        [
            (ShardSchema.VersionKey, ShardSchema.Version),
            (ShardSchema.CampaignKey, campaign.ToString()),
            (ShardSchema.ImagesKey, layout.ImageFormat.ToString().ToLowerInvariant()),
            (ShardSchema.ViewsKey, layout.ViewCount.ToString(CultureInfo.InvariantCulture)),
        ];
        _metadata = [.. metadata.Select(pair => (Utf8(pair.Key), Utf8(pair.Value)))];
    }

    /// <summary>
    /// Who made the file, by which readers know a writer's faults. Shards are, byte for byte, what this library made of the same rows: so
    /// <c>piwa repair</c> makes again those that it has written.
    /// </summary>
    private static ReadOnlySpan<byte> CreatedBy => "Parquet.Net version 6.1.0 (build c179d97bd2549b5f44a9241e729f869d4947ee59)"u8;

    /// <summary>Begins a file.</summary>
    public void Begin()
    {
        _groups.Clear();
        _groupCount = 0;
        _rows = 0;
    }

    /// <summary>Begins a row group.</summary>
    public void BeginRowGroup()
    {
        _groups.BeginStruct();
        _groups.BeginList(Columns, ThriftType.Struct, _leaves.Count);
        _column = 0;
        _groupBytes = 0;
    }

    /// <summary>Adds the next column of the row group.</summary>
    /// <param name="values">Its values.</param>
    /// <param name="offset">Where its page begins.</param>
    /// <param name="bytes">Bytes of the page, with its header.</param>
    /// <param name="range">Least and greatest value.</param>
    public void AddColumn(int values, long offset, long bytes, ValueRange range)
    {
        ShardLeaf leaf = _leaves[_column++];
        _groups.BeginStruct();
        _groups.WriteInt64(FileOffset, offset);
        _groups.BeginStruct(Metadata);
        _groups.WriteInt32(Type, leaf.Type);
        _groups.BeginList(Encodings, ThriftType.I32, 2);
        _groups.WriteInt32(ShardFooter.Plain);
        _groups.WriteInt32(ShardFooter.Runs);
        _groups.BeginList(Path, ThriftType.Binary, leaf.Path.Count);
        for (int i = 0; i < leaf.Path.Count; i++)
            _groups.WriteBinary(leaf.Path[i]);
        _groups.WriteInt32(Codec, NoCodec);
        _groups.WriteInt64(Values, values);
        _groups.WriteInt64(Bytes, bytes);
        _groups.WriteInt64(PackedBytes, bytes);
        _groups.WriteInt64(PageOffset, offset);
        range.Write(_groups, Statistics);
        _groups.EndStruct();
        _groups.EndStruct();
        _groupBytes += bytes;
    }

    /// <summary>Ends the row group.</summary>
    /// <exception cref="InvalidOperationException">Columns are missing.</exception>
    public void EndRowGroup(int rows)
    {
        if (_column != _leaves.Count)
            throw new InvalidOperationException($"A row group has {_column} columns; the schema has {_leaves.Count}.");
        _groups.WriteInt64(TotalBytes, _groupBytes);
        _groups.WriteInt64(GroupRows, rows);
        _groups.WriteInt64(TotalPackedBytes, _groupBytes);
        _groups.EndStruct();
        _groupCount++;
        _rows += rows;
    }

    /// <summary>The footer of the file; valid until the next one begins.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        _footer.Clear();
        _footer.BeginStruct();
        _footer.WriteInt32(Version, FormatVersion);
        _footer.BeginList(Schema, ThriftType.Struct, _elementCount);
        _footer.WriteElements(_schema.Written);
        _footer.WriteInt64(Rows, _rows);
        _footer.BeginList(RowGroups, ThriftType.Struct, _groupCount);
        _footer.WriteElements(_groups.Written);
        _footer.BeginList(KeyValues, ThriftType.Struct, _metadata.Length);
        foreach ((byte[] key, byte[] value) in _metadata)
        {
            _footer.BeginStruct();
            _footer.WriteBinary(1, key);
            _footer.WriteBinary(2, value);
            _footer.EndStruct();
        }

        _footer.WriteBinary(Creator, CreatedBy);
        _footer.EndStruct();
        return _footer.Written;
    }

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private void WriteElement(FooterElement element, bool isRoot)
    {
        _schema.BeginStruct();
        if (element.Type != FooterSchema.None)
            _schema.WriteInt32(Type, element.Type);
        if (!isRoot)
            _schema.WriteInt32(Repetition, element.Repetition);
        _schema.WriteBinary(Name, Utf8(element.Name));
        if (element.Children > 0)
            _schema.WriteInt32(Children, element.Children);
        if (element.Converted != FooterSchema.None)
            WriteMeaning(element.Converted);
        _schema.EndStruct();
    }

    /// <summary>What values are, twice: as old readers know it, and as new ones do.</summary>
    private void WriteMeaning(int converted)
    {
        _schema.WriteInt32(Converted, converted);
        _schema.BeginStruct(Logical);
        _schema.BeginStruct(converted switch
        {
            FooterSchema.Text => LogicalText,
            FooterSchema.List => LogicalList,
            _ => LogicalInteger,
        });
        if (converted is FooterSchema.SignedInt32 or FooterSchema.SignedInt64)
        {
            _schema.WriteByte(1, converted == FooterSchema.SignedInt32 ? Bits32 : Bits64);
            _schema.WriteTrue(2);
        }

        _schema.EndStruct();
        _schema.EndStruct();
    }
}
