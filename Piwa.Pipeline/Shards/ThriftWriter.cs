using System.Buffers;

namespace Piwa.Pipeline.Shards;

/// <summary>Writes Thrift's compact protocol into memory, as far as Parquet uses it: what <see cref="ThriftReader"/> reads.</summary>
/// <remarks>
/// Not thread-safe. Fields of a struct are written in ascending order. Keeps its memory when it is cleared, so that it allocates only while
/// what it writes grows. Source: Apache Thrift, doc/specs/thrift-compact-protocol.md.
/// </remarks>
internal sealed class ThriftWriter
{
    /// <summary>Structs within each other.</summary>
    private const int MaxDepth = 8;

    private const int TypeBits = 4;

    /// <summary>A step to the next field that stands in the same byte as its type.</summary>
    private const int LongestStep = 15;

    /// <summary>A count of a list that stands behind its first byte.</summary>
    private const int LongCount = 15;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    // The last field of each struct that is open, outermost first.
    private readonly int[] _outer = new int[MaxDepth];
    private int _depth;
    private int _field;

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _depth = 0;
        _field = 0;
    }

    /// <summary>Begins a struct: the outermost one, or an element of a list.</summary>
    public void BeginStruct()
    {
        _outer[_depth++] = _field;
        _field = 0;
    }

    /// <summary>Begins a struct that is a field.</summary>
    public void BeginStruct(int field)
    {
        WriteHead(field, ThriftType.Struct);
        BeginStruct();
    }

    /// <summary>Ends the struct that was begun last.</summary>
    public void EndStruct()
    {
        WriteByte((byte)ThriftType.Stop);
        _field = _outer[--_depth];
    }

    /// <summary>Begins a list; so many elements follow.</summary>
    public void BeginList(int field, ThriftType elements, int count)
    {
        WriteHead(field, ThriftType.List);
        WriteByte((byte)((Math.Min(count, LongCount) << TypeBits) | (byte)elements));
        if (count >= LongCount)
            Varint.Write(_bytes, (uint)count);
    }

    public void WriteByte(int field, byte value)
    {
        WriteHead(field, ThriftType.Byte);
        WriteByte(value);
    }

    public void WriteTrue(int field) => WriteHead(field, ThriftType.True);

    public void WriteInt32(int field, int value)
    {
        WriteHead(field, ThriftType.I32);
        WriteInt32(value);
    }

    public void WriteInt64(int field, long value)
    {
        WriteHead(field, ThriftType.I64);
        Varint.Write(_bytes, (ulong)((value << 1) ^ (value >> 63)));
    }

    public void WriteBinary(int field, ReadOnlySpan<byte> value)
    {
        WriteHead(field, ThriftType.Binary);
        WriteBinary(value);
    }

    /// <summary>Writes an element of a list.</summary>
    public void WriteInt32(int value) => Varint.Write(_bytes, (uint)((value << 1) ^ (value >> 31)));

    /// <inheritdoc cref="WriteInt32(int)"/>
    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        Varint.Write(_bytes, (uint)value.Length);
        _bytes.Write(value);
    }

    /// <summary>Writes elements of a list that another writer has written.</summary>
    public void WriteElements(ReadOnlySpan<byte> written) => _bytes.Write(written);

    private void WriteHead(int field, ThriftType type)
    {
        int step = field - _field;
        _field = field;
        if (step is > 0 and <= LongestStep)
        {
            WriteByte((byte)((step << TypeBits) | (byte)type));
            return;
        }

        WriteByte((byte)type);
        WriteInt32(field);
    }

    private void WriteByte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }
}
