using Piwa.Pipeline.Shards;

namespace Piwa.Tests.Shards;

/// <summary>A footer or a page header taken apart, to be changed and written again: Thrift's compact protocol without any check.</summary>
/// <remarks>A struct is a <see cref="SortedDictionary{TKey, TValue}"/> by field, a list a <see cref="ThriftList"/>; else long, byte[] or bool.</remarks>
internal static class ThriftTree
{
    /// <summary>Reads a struct.</summary>
    public static SortedDictionary<int, object> Read(ReadOnlySpan<byte> bytes, out int length)
    {
        int at = 0;
        SortedDictionary<int, object> root = ReadStruct(bytes, ref at);
        length = at;
        return root;
    }

    public static byte[] Write(SortedDictionary<int, object> root)
    {
        List<byte> bytes = [];
        WriteStruct(bytes, root);
        return [.. bytes];
    }

    /// <summary>A number of seven bits a byte, and the sign in the lowest.</summary>
    public static byte[] Number(long value)
    {
        List<byte> bytes = [];
        WriteVarint(bytes, (ulong)((value << 1) ^ (value >> 63)));
        return [.. bytes];
    }

    public static void WriteVarint(List<byte> bytes, ulong value)
    {
        for (; value > 0x7F; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }

    private static SortedDictionary<int, object> ReadStruct(ReadOnlySpan<byte> bytes, ref int at)
    {
        SortedDictionary<int, object> fields = [];
        int field = 0;
        while (bytes[at] != 0)
        {
            byte head = bytes[at++];
            field = head >> 4 != 0 ? field + (head >> 4) : (int)ReadNumber(bytes, ref at);
            fields[field] = ReadValue(bytes, ref at, (ThriftType)(head & 15));
        }

        at++;
        return fields;
    }

    private static object ReadValue(ReadOnlySpan<byte> bytes, ref int at, ThriftType type)
    {
        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                return type == ThriftType.True;
            case ThriftType.Byte:
                return new ThriftNumber(type, bytes[at++]);
            case ThriftType.I16 or ThriftType.I32 or ThriftType.I64:
                return new ThriftNumber(type, ReadNumber(bytes, ref at));
            case ThriftType.Binary:
                int length = (int)ReadVarint(bytes, ref at);
                at += length;
                return bytes.Slice(at - length, length).ToArray();
            case ThriftType.List:
                byte head = bytes[at++];
                ulong count = head >> 4 == 15 ? ReadVarint(bytes, ref at) : (ulong)(head >> 4);
                List<object> items = [];
                for (ulong i = 0; i < count; i++)
                    items.Add(ReadValue(bytes, ref at, (ThriftType)(head & 15)));
                return new ThriftList((ThriftType)(head & 15), items);
            default:
                return ReadStruct(bytes, ref at);
        }
    }

    private static void WriteStruct(List<byte> bytes, SortedDictionary<int, object> fields)
    {
        int last = 0;
        foreach ((int field, object value) in fields)
        {
            int delta = field - last;
            bytes.Add((byte)((delta is > 0 and < 16 ? delta << 4 : 0) | (byte)TypeOf(value)));
            if (delta is not (> 0 and < 16))
                bytes.AddRange(Number(field));
            WriteValue(bytes, value);
            last = field;
        }

        bytes.Add(0);
    }

    private static void WriteValue(List<byte> bytes, object value)
    {
        switch (value)
        {
            case ThriftNumber { Type: ThriftType.Byte } number:
                bytes.Add((byte)number.Value);
                break;
            case ThriftNumber number:
                bytes.AddRange(Number(number.Value));
                break;
            case byte[] binary:
                WriteVarint(bytes, (ulong)binary.Length);
                bytes.AddRange(binary);
                break;
            case ThriftList list:
                bytes.Add((byte)(0xF0 | (byte)list.Type));
                WriteVarint(bytes, list.ClaimedCount ?? (ulong)list.Items.Count);
                foreach (object item in list.Items)
                    WriteValue(bytes, item);
                break;
            case SortedDictionary<int, object> fields:
                WriteStruct(bytes, fields);
                break;
        }
    }

    private static ThriftType TypeOf(object value) => value switch
    {
        bool truth => truth ? ThriftType.True : ThriftType.False,
        ThriftNumber number => number.Type,
        byte[] => ThriftType.Binary,
        ThriftList => ThriftType.List,
        _ => ThriftType.Struct,
    };

    private static long ReadNumber(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = ReadVarint(bytes, ref at);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }
}
