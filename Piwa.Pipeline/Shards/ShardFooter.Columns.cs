namespace Piwa.Pipeline.Shards;

/// <content>Row groups, columns and their pages.</content>
internal sealed partial class ShardFooter
{
    /// <summary>Checks the header of a column's only page, and what stands before its values.</summary>
    /// <param name="start">The column's first bytes.</param>
    /// <param name="column">The column.</param>
    /// <param name="dataBytes">Bytes of the page without the header.</param>
    /// <returns>Bytes of the header.</returns>
    /// <exception cref="FormatException">The header is not that of a page of this column.</exception>
    public static int ReadPage(ReadOnlySpan<byte> start, FooterColumn column, out int dataBytes)
    {
        int pageType = None, unpacked = None, values = None, field = 0;
        dataBytes = None;
        var reader = new ThriftReader(start);
        while (reader.NextField(ref field, out ThriftType type))
        {
            switch (field, type)
            {
                case (1, ThriftType.I32):
                    pageType = reader.ReadInt32();
                    break;
                case (2, ThriftType.I32):
                    unpacked = reader.ReadInt32();
                    break;
                case (3, ThriftType.I32):
                    dataBytes = reader.ReadInt32();
                    break;
                case (5, ThriftType.Struct):
                    values = ReadDataPage(ref reader);
                    break;
                default:
                    throw Unknown("page", field, type);
            }
        }

        if (pageType != 0 || values != column.Values)
            throw new FormatException($"its page is of type {pageType} with {values} values; a data page of {column.Values} belongs there.");
        if (unpacked != dataBytes || dataBytes < 0 || dataBytes + (long)reader.Position != column.Bytes)
        {
            throw new FormatException(
                $"its page of {column.Bytes} bytes has {reader.Position} of header and claims {dataBytes} of data, {unpacked} unpacked.");
        }

        return reader.Position;
    }

    private static int ReadDataPage(ref ThriftReader reader)
    {
        int field = 0, values = None, encoding = None;
        while (reader.NextField(ref field, out ThriftType type))
        {
            switch (field, type)
            {
                case (1, ThriftType.I32):
                    values = reader.ReadInt32();
                    break;
                case (2, ThriftType.I32):
                    encoding = reader.ReadInt32();
                    break;
                case (3 or 4, ThriftType.I32):
                    Expect(reader.ReadInt32(), Runs, "encoding of levels");
                    break;
                case (5, ThriftType.Struct):
                    SkipStatistics(ref reader);
                    break;
                default:
                    throw Unknown("data page", field, type);
            }
        }

        Expect(encoding, Plain, "encoding of a page");
        return values;
    }

    private void ReadGroups(ref ThriftReader reader)
    {
        int count = reader.ReadList(ThriftType.Struct);
        for (int i = 0; i < count; i++)
        {
            List<FooterColumn> columns = [];
            int field = 0;
            long rows = 0;
            while (reader.NextField(ref field, out ThriftType type))
            {
                switch (field, type)
                {
                    case (1, ThriftType.List):
                        int width = reader.ReadList(ThriftType.Struct);
                        Expect(width <= MaxElements, "more columns in a row group than a schema has elements");
                        for (int column = 0; column < width; column++)
                            columns.Add(ReadColumn(ref reader));
                        break;
                    case (3, ThriftType.I64):
                        rows = reader.ReadInt64();
                        break;
                    case (2 or 5 or 6, ThriftType.I64) or (7, ThriftType.I16):
                        reader.Skip(type); // sizes and offset of the group, its number: nothing relies on them
                        break;
                    default:
                        throw Unknown("row group", field, type);
                }
            }

            if (rows is < 1 or > Campaign.MaxShardAssets)
                throw new FormatException($"a row group has {rows} rows; 1 to {Campaign.MaxShardAssets} can be.");
            Rows += rows;
            Expect(Rows <= Campaign.MaxShardAssets, $"{Rows} rows and more; {Campaign.MaxShardAssets} can be");
            _rowGroups.Add(new FooterRowGroup(rows, columns));
        }
    }

    private static FooterColumn ReadColumn(ref ThriftReader reader)
    {
        FooterColumn? column = null;
        int field = 0;
        while (reader.NextField(ref field, out ThriftType type))
        {
            switch (field, type)
            {
                case (2, ThriftType.I64):
                    reader.ReadInt64(); // deprecated
                    break;
                case (3, ThriftType.Struct):
                    column = ReadColumnMetadata(ref reader);
                    break;
                default:
                    throw Unknown("column", field, type);
            }
        }

        return column ?? throw new FormatException("a column says nothing of itself.");
    }

    private static FooterColumn ReadColumnMetadata(ref ThriftReader reader)
    {
        string path = "";
        int field = 0, physical = None, codec = None;
        long values = None, unpacked = None, bytes = None, offset = None;
        while (reader.NextField(ref field, out ThriftType type))
        {
            switch (field, type)
            {
                case (1, ThriftType.I32):
                    physical = reader.ReadInt32();
                    break;
                case (2, ThriftType.List):
                    for (int i = reader.ReadList(ThriftType.I32); i > 0; i--)
                        Expect(reader.ReadInt32() is Plain or Runs, "an encoding that shards do not have");
                    break;
                case (3, ThriftType.List):
                    path = ReadPath(ref reader);
                    break;
                case (4, ThriftType.I32):
                    codec = reader.ReadInt32();
                    break;
                case (5, ThriftType.I64):
                    values = reader.ReadInt64();
                    break;
                case (6, ThriftType.I64):
                    unpacked = reader.ReadInt64();
                    break;
                case (7, ThriftType.I64):
                    bytes = reader.ReadInt64();
                    break;
                case (9, ThriftType.I64):
                    offset = reader.ReadInt64();
                    break;
                case (12, ThriftType.Struct):
                    SkipStatistics(ref reader);
                    break;
                default:
                    throw Unknown("column", field, type);
            }
        }

        Expect(codec, NoCodec, "codec of a column");
        Expect(path.Length > 0 && physical > None && values > None && offset > None && bytes > None, "a column without path, type, number, place or length");
        return unpacked == bytes
            ? new FooterColumn(path, physical, values, offset, bytes)
            : throw new FormatException($"column {path} has {bytes} bytes and claims {unpacked} unpacked; shards are not compressed.");
    }

    /// <summary>Least and greatest value, twice, and counts. The Parquet library reads them; nothing here uses them.</summary>
    private static void SkipStatistics(ref ThriftReader reader)
    {
        int field = 0;
        while (reader.NextField(ref field, out ThriftType type))
        {
            if ((field, type) is not ((1 or 2 or 5 or 6, ThriftType.Binary) or (3 or 4, ThriftType.I64) or (7 or 8, ThriftType.True or ThriftType.False)))
                throw Unknown("statistics", field, type);
            reader.Skip(type);
        }
    }
}
