using System.Buffers.Binary;
using Piwa.Pipeline.Shards;

namespace Piwa.Tests.Shards;

/// <summary>A shard taken apart, to be put together as another: what its footer and pages say is changed, and the lengths that depend on it.</summary>
internal sealed class ShardForgery
{
    private const int TailBytes = 8;

    public ShardForgery(byte[] shard)
    {
        int footerBytes = BinaryPrimitives.ReadInt32LittleEndian(shard.AsSpan(shard.Length - TailBytes));
        Pages = [.. shard[..(shard.Length - TailBytes - footerBytes)]];
        Footer = ThriftTree.Read(shard.AsSpan(Pages.Count, footerBytes), out _);
    }

    /// <summary>All before the footer.</summary>
    public List<byte> Pages { get; }

    public SortedDictionary<int, object> Footer { get; }

    /// <summary>What the file says of its footer's length, where that is a lie.</summary>
    public uint? FooterBytes { get; set; }

    public List<object> RowGroups => ((ThriftList)Footer[4]).Items;

    /// <summary>The metadata of a column of the first row group.</summary>
    public SortedDictionary<int, object> Column(string name)
    {
        foreach (object column in ((ThriftList)((SortedDictionary<int, object>)RowGroups[0])[1]).Items)
        {
            var metadata = (SortedDictionary<int, object>)((SortedDictionary<int, object>)column)[3];
            if (string.Join('.', ((ThriftList)metadata[3]).Items.Select(part => System.Text.Encoding.ASCII.GetString((byte[])part))) == name)
                return metadata;
        }

        throw new ArgumentException($"There is no column {name}.");
    }

    /// <summary>Replaces the only page of a column, which then stands behind all others.</summary>
    public void ReplacePage(string name, Action<SortedDictionary<int, object>> change, byte[]? data = null)
    {
        SortedDictionary<int, object> column = Column(name);
        int offset = (int)Value(column[9]);
        SortedDictionary<int, object> header = ThriftTree.Read([.. Pages[offset..]], out int headerBytes);
        data ??= [.. Pages.GetRange(offset + headerBytes, (int)Value(header[3]))];
        Set(header, 2, data.Length);
        Set(header, 3, data.Length);
        change(header);
        byte[] page = [.. ThriftTree.Write(header), .. data];
        Set(column, 9, Pages.Count);
        Set(column, 6, page.Length);
        Set(column, 7, page.Length);
        Pages.AddRange(page);
    }

    public byte[] Write() => Write(ThriftTree.Write(Footer));

    public byte[] Write(byte[] footer)
    {
        byte[] tail = [0, 0, 0, 0, .. "PAR1"u8];
        BinaryPrimitives.WriteUInt32LittleEndian(tail, FooterBytes ?? (uint)footer.Length);
        return [.. Pages, .. footer, .. tail];
    }

    public static void Set(SortedDictionary<int, object> fields, int field, long value) =>
        fields[field] = new ThriftNumber(fields.TryGetValue(field, out object? before) ? ((ThriftNumber)before).Type : ThriftType.I64, value);

    public static long Value(object number) => ((ThriftNumber)number).Value;
}
