namespace Piwa.Pipeline.Shards;

/// <summary>Reads Thrift's compact protocol out of memory, as far as Parquet uses it.</summary>
/// <remarks>
/// Stricter than the protocol, so that no two readers can take the same bytes for different things: the fields of a struct ascend and none
/// comes twice, a number has no more bytes than its type, a list has no more elements than bytes are left. Takes no memory.
/// Source: Apache Thrift, doc/specs/thrift-compact-protocol.md.
/// </remarks>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>Structs and lists within each other that are passed over.</summary>
    private const int MaxDepth = 8;

    private const int TypeBits = 4, TypeMask = (1 << TypeBits) - 1;

    /// <summary>A count of a list that stands behind its first byte.</summary>
    private const int LongCount = 15;

    private const int GroupBits = 7, GroupMask = (1 << GroupBits) - 1;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>Bytes that were read.</summary>
    public readonly int Position => _at;

    /// <summary>Goes to the next field of a struct.</summary>
    /// <param name="field">The field before, 0 at first; receives this one's number.</param>
    /// <param name="type">Its type.</param>
    /// <returns>Whether there is one.</returns>
    public bool NextField(ref int field, out ThriftType type)
    {
        byte head = ReadByte();
        type = (ThriftType)(head & TypeMask);
        if (head == (byte)ThriftType.Stop)
            return false;

        int delta = head >> TypeBits;
        int next = delta != 0 ? field + delta : ReadInt32();
        if (next <= field || next > short.MaxValue || type is ThriftType.Stop or > ThriftType.Struct)
            throw new FormatException($"field {next} of type {head & TypeMask} follows field {field}.");
        field = next;
        return true;
    }

    /// <summary>A number of 32 bits.</summary>
    public int ReadInt32()
    {
        ulong value = ReadGroups(sizeof(uint) * 8);
        return (int)(value >> 1) ^ -(int)(value & 1);
    }

    /// <summary>A number of 64 bits.</summary>
    public long ReadInt64()
    {
        ulong value = ReadGroups(sizeof(ulong) * 8);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Bytes or text.</summary>
    public ReadOnlySpan<byte> ReadBinary()
    {
        ulong length = ReadGroups(sizeof(uint) * 8);
        if (length > (ulong)(_bytes.Length - _at))
            throw new FormatException($"{length} bytes are announced where {_bytes.Length - _at} are left.");
        _at += (int)length;
        return _bytes.Slice(_at - (int)length, (int)length);
    }

    /// <summary>The head of a list.</summary>
    /// <param name="expected">The type of its elements.</param>
    /// <returns>How many follow.</returns>
    public int ReadList(ThriftType expected)
    {
        int count = ReadList(out ThriftType type);
        return count == 0 || type == expected ? count : throw new FormatException($"a list has elements of type {type} where {expected} belongs.");
    }

    /// <summary>Passes over a value.</summary>
    public void Skip(ThriftType type) => Skip(type, MaxDepth);

    private void Skip(ThriftType type, int depth)
    {
        if (depth == 0)
            throw new FormatException($"structs and lists are more than {MaxDepth} deep.");
        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                break;
            case ThriftType.Byte:
                ReadByte();
                break;
            case ThriftType.I16 or ThriftType.I32:
                ReadInt32();
                break;
            case ThriftType.I64:
                ReadInt64();
                break;
            case ThriftType.Double:
                for (int i = 0; i < sizeof(double); i++)
                    ReadByte();
                break;
            case ThriftType.Binary:
                ReadBinary();
                break;
            case ThriftType.List:
                int count = ReadList(out ThriftType element);
                for (int i = 0; i < count; i++)
                    SkipElement(element, depth - 1);
                break;
            case ThriftType.Struct:
                int field = 0;
                while (NextField(ref field, out ThriftType inner))
                    Skip(inner, depth - 1);
                break;
            default:
                throw new FormatException($"there is a value of type {type}.");
        }
    }

    /// <summary>Truths take a byte in lists; in structs their type says all.</summary>
    private void SkipElement(ThriftType type, int depth) => Skip(type is ThriftType.True or ThriftType.False ? ThriftType.Byte : type, depth);

    private int ReadList(out ThriftType type)
    {
        byte head = ReadByte();
        type = (ThriftType)(head & TypeMask);
        ulong count = head >> TypeBits is var few and < LongCount ? (ulong)few : ReadGroups(sizeof(uint) * 8);
        return count <= (ulong)(_bytes.Length - _at)
            ? (int)count
            : throw new FormatException($"a list of {count} elements is announced where {_bytes.Length - _at} bytes are left.");
    }

    private byte ReadByte() => _at < _bytes.Length ? _bytes[_at++] : throw new FormatException("it ends too early.");

    private ulong ReadGroups(int bits)
    {
        ulong value = 0;
        for (int shift = 0; shift < bits; shift += GroupBits)
        {
            byte group = ReadByte();
            ulong part = (ulong)group & GroupMask;
            if (shift + GroupBits > bits && part >> (bits - shift) != 0)
                break;
            value |= part << shift;
            if (group <= GroupMask)
                return value;
        }

        throw new FormatException($"a number has more than {bits} bits.");
    }
}
