using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Parquet.Schema;
using Piwa.Kernels.Devices;

namespace Piwa.Pipeline.Shards;

/// <summary>Checks all that a shard's file says of sizes, counts and types before the Parquet library sees any of it.</summary>
/// <remarks>
/// <para>
/// What holds afterwards: the schema is that of a shard; columns lie in the file one after the other, none over another; each has one page,
/// not compressed, of plain values, as many as its rows ask for, as long as it says. So nothing decodes to more than it is long, and what is
/// taken to decode a file is bounded by the file's length, which the manifest names.
/// </para>
/// <para>
/// The footer, and the first bytes of each column of each row group; values are not read. Of a file that lies elsewhere the columns are looked at
/// when they are fetched, before they are decoded.
/// </para>
/// </remarks>
internal static class ShardPreflight
{
    /// <summary>Longest list of a row: the largest number of views times the largest number of values for a view.</summary>
    public const int MaxListLength = LaneOptions.MaxViewCount * AssetRow.MatrixLength;

    private const int MagicBytes = 4;
    private const int LengthBytes = 4;
    private const int HeaderBytes = 512;

    /// <summary>Statistics hold the least and the greatest text, twice: of programs these are long.</summary>
    private const int MaxHeaderBytes = ShardFooter.MaxBytes;

    /// <summary>Row groups end at 32 MB, but for their last row.</summary>
    private const long MaxPageBytes = 64 << 20;

    /// <summary>Of a view's largest channel, not packed at all, for each of the views of that last row.</summary>
    private const long MaxViewBytes = 8L * LaneOptions.MaxImageResolution * LaneOptions.MaxImageResolution;

    private static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>Checks a file.</summary>
    /// <param name="file">The file, open.</param>
    /// <param name="footer">Its footer.</param>
    /// <returns>Its columns.</returns>
    /// <exception cref="FormatException">It is no shard, or says of itself what cannot be.</exception>
    public static ShardSchema Check(SafeFileHandle file, out ShardFooter footer)
    {
        var window = new FileWindow((target, offset) => RandomAccess.Read(file, target, offset), RandomAccess.GetLength(file));
        ShardSchema schema = CheckFooter(window, out footer);
        DataField[] leaves = LeavesOf(schema);
        foreach (FooterRowGroup group in footer.Groups)
        {
            for (int i = 0; i < leaves.Length; i++)
                CheckPage(window, group.Columns[i], leaves[i]);
        }

        return schema;
    }

    /// <summary>Checks the footer of a file, and where it says that columns lie.</summary>
    /// <param name="window">The file: its first bytes and its footer are read.</param>
    /// <param name="footer">Its footer.</param>
    /// <returns>Its columns.</returns>
    /// <exception cref="FormatException">It is no shard, or says of itself what cannot be.</exception>
    public static ShardSchema CheckFooter(FileWindow window, out ShardFooter footer)
    {
        byte[] bytes = ReadFooter(window);
        Dictionary<string, string> metadata = ShardFooter.ReadMetadata(bytes);
        if (!metadata.TryGetValue(ShardSchema.VersionKey, out string? version)
            || version is not (ShardSchema.Version or ShardSchema.ReadableVersion))
            throw new FormatException($"it is a Parquet file, but no shard of schema {ShardSchema.Version}.");

        footer = ShardFooter.Read(bytes);
        ShardSchema schema = SchemaOf(footer, metadata);
        DataField[] leaves = LeavesOf(schema);
        long end = MagicBytes, limit = window.Length - bytes.Length - LengthBytes - MagicBytes;
        foreach (FooterRowGroup group in footer.Groups)
        {
            if (group.Columns.Count != leaves.Length)
                throw new FormatException($"a row group has {group.Columns.Count} columns, not {leaves.Length}.");
            for (int i = 0; i < leaves.Length; i++)
                CheckColumn(group, group.Columns[i], leaves[i], schema.Layout, ref end, limit);
        }

        return schema;
    }

    /// <summary>Checks the page of a column whose place was found sound.</summary>
    /// <exception cref="FormatException">It is not what the footer says.</exception>
    public static void CheckPage(FileWindow file, FooterColumn column, DataField leaf)
    {
        try
        {
            CheckPage(file, column, leaf.MaxRepetitionLevel > 0);
        }
        catch (FormatException fault)
        {
            throw Damaged(leaf, fault);
        }
    }

    /// <summary>The fields that hold values, in the order of the file.</summary>
    public static DataField[] LeavesOf(ShardSchema schema) => [.. schema.Columns.SelectMany(column => column.Leaves)];

    /// <summary>Where the footer begins, by the last bytes of a file.</summary>
    /// <param name="end">The bytes, eight or more.</param>
    /// <param name="length">Length of the file.</param>
    public static long FooterStart(ReadOnlySpan<byte> end, long length) =>
        length - LengthBytes - MagicBytes - BinaryPrimitives.ReadUInt32LittleEndian(end[^(LengthBytes + MagicBytes)..]);

    private static byte[] ReadFooter(FileWindow file)
    {
        long length = file.Length;
        Span<byte> ends = stackalloc byte[MagicBytes + LengthBytes + MagicBytes];
        if (length < ends.Length)
            throw new FormatException($"it has {length} bytes, which no Parquet file has.");
        file.Read(ends[..MagicBytes], 0);
        file.Read(ends[MagicBytes..], length - LengthBytes - MagicBytes);
        if (!ends.StartsWith(Magic) || !ends.EndsWith(Magic))
            throw new FormatException("it does not begin and end as Parquet files do.");

        uint footerBytes = BinaryPrimitives.ReadUInt32LittleEndian(ends[MagicBytes..]);
        if (footerBytes > ShardFooter.MaxBytes || footerBytes > length - ends.Length)
            throw new FormatException($"it claims a footer of {footerBytes} bytes; it has {length}, and {ShardFooter.MaxBytes} can be.");
        var footer = new byte[footerBytes];
        file.Read(footer, length - LengthBytes - MagicBytes - footerBytes);
        return footer;
    }

    private static ShardSchema SchemaOf(ShardFooter footer, Dictionary<string, string> metadata)
    {
        int views = metadata.TryGetValue(ShardSchema.ViewsKey, out string? text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count is >= 1 and <= LaneOptions.MaxViewCount
                ? count
                : throw new FormatException($"its metadata {ShardSchema.ViewsKey} is '{text}', which is no count of views.");
        ImageFormat? images = Enum.GetValues<ImageFormat>().Cast<ImageFormat?>().FirstOrDefault(format =>
            metadata.TryGetValue(ShardSchema.ImagesKey, out text) && text.Equals(format.ToString(), StringComparison.OrdinalIgnoreCase));
        if (images is null)
            throw new FormatException($"its metadata {ShardSchema.ImagesKey} is '{text}', which is none of {string.Join(", ", Enum.GetNames<ImageFormat>())}.");

        ShardSchema schema = ShardSchema.Of(footer.Elements.Select(element => element.Name).ToHashSet(), views, images.Value);
        List<FooterElement> expected = FooterSchema.ElementsOf(schema);
        for (int i = 0; i < Math.Max(expected.Count, footer.Elements.Count); i++)
        {
            if (i >= expected.Count || i >= footer.Elements.Count || (expected[i] != footer.Elements[i] && i > 0)
                || expected[i].Children != footer.Elements[i].Children)
            {
                throw new FormatException(
                    $"element {i} of its schema is {(i < footer.Elements.Count ? footer.Elements[i] : "missing")}, not {(i < expected.Count ? expected[i] : "the end")}.");
            }
        }

        return schema;
    }

    private static void CheckColumn(FooterRowGroup group, FooterColumn column, DataField leaf, RowLayout layout, ref long end, long limit)
    {
        try
        {
            if (column.Path != PathOf(leaf) || column.Type != FooterSchema.TypeOf(leaf))
                throw new FormatException($"column '{column.Path}' of type {column.Type} stands there.");
            bool isList = leaf.MaxRepetitionLevel > 0;
            if (column.Values < group.Rows || column.Values > group.Rows * (isList ? MaxListLength : 1))
                throw new FormatException($"it has {column.Values} values in {group.Rows} rows.");
            if (column.Offset < end || column.Bytes < 0 || column.Bytes > limit - column.Offset)
                throw new FormatException($"it lies at byte {column.Offset}, {column.Bytes} long, over others or out of the file.");
            if (column.Bytes > MaxPageBytes + (layout.ViewCount * MaxViewBytes))
                throw new FormatException($"it has {column.Bytes} bytes, more than any row group.");
            end = column.Offset + column.Bytes;
        }
        catch (FormatException fault)
        {
            throw Damaged(leaf, fault);
        }
    }

    private static string PathOf(DataField leaf) => string.Join('.', leaf.Path.ToList());

    private static FormatException Damaged(DataField leaf, FormatException fault) =>
        new($"column {PathOf(leaf)} of a row group is damaged: {fault.Message}", fault);

    /// <summary>The page is what the footer says, and its values are as long as their number asks for.</summary>
    private static void CheckPage(FileWindow file, FooterColumn column, bool isList)
    {
        Span<byte> start = stackalloc byte[(int)Math.Min(HeaderBytes, column.Bytes)];
        file.Read(start, column.Offset);
        int header, data;
        try
        {
            header = ShardFooter.ReadPage(start, column, out data);
        }
        catch (FormatException) when (start.Length < column.Bytes)
        {
            header = ReadLongHeader(file, column, out data);
        }

        long at = column.Offset + header, left = data;
        Span<byte> length = stackalloc byte[LengthBytes];
        for (int levels = isList ? 2 : 0; levels > 0; levels--)
        {
            if (left < LengthBytes)
                throw new FormatException("its page ends before its levels do.");
            file.Read(length, at);
            long bytes = LengthBytes + (long)BinaryPrimitives.ReadUInt32LittleEndian(length);
            (at, left) = (at + bytes, left - bytes);
        }

        bool isPlain = column.Type is not ShardFooter.ByteArray;
        long least = column.Values * (column.Type == ShardFooter.Int64 ? sizeof(long) : sizeof(int));
        if (left < least || (isPlain && left != least))
            throw new FormatException($"its {column.Values} values have {left} bytes, not {least}{(isPlain ? "" : " or more")}.");
    }

    private static int ReadLongHeader(FileWindow file, FooterColumn column, out int data)
    {
        int length = (int)Math.Min(MaxHeaderBytes, column.Bytes);
        byte[] start = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            file.Read(start.AsSpan(0, length), column.Offset);
            return ShardFooter.ReadPage(start.AsSpan(0, length), column, out data);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(start);
        }
    }
}
