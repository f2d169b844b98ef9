using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Piwa.Pipeline.Shards;

/// <summary>Writes the columns of a row group, one after the other: each is one data page, not compressed.</summary>
/// <remarks>
/// <para>
/// A page is a header, which has its length and its least and greatest value; of lists the repetition levels, 0 where a row begins and 1
/// behind, and the definition levels, all the same, both as runs; and the values: numbers as they lie in memory, bytes and texts behind
/// their length in four bytes. So a column is looked at twice, and its values go from where they lie to the file without being gathered.
/// </para>
/// <para>Not thread-safe. Allocates only while a column has more texts, or a footer more row groups, than any before. Source:
/// apache/parquet-format, README.md and Encodings.md.</para>
/// </remarks>
/// <param name="file">Where pages go.</param>
/// <param name="footer">Learns what was written.</param>
/// <param name="leaves">The columns.</param>
internal sealed class ColumnWriter(HashedFile file, FooterWriter footer, IReadOnlyList<ShardLeaf> leaves)
{
    private const int DataPage = 0;

    // Fields of a page's header, and of what is in it of a data page.
    private const int PageHeader = 5, Statistics = 5;

    private readonly ThriftWriter _header = new();
    private readonly ArrayBufferWriter<byte> _repetition = new();
    private readonly ArrayBufferWriter<byte> _definition = new();
    private readonly ArrayBufferWriter<byte> _texts = new();
    private int _next;

    /// <summary>Begins a row group.</summary>
    public void BeginRowGroup()
    {
        footer.BeginRowGroup();
        _next = 0;
    }

    /// <summary>Writes the next column.</summary>
    /// <typeparam name="T">int, long, float, bytes or text.</typeparam>
    /// <param name="values">Its values, over all lists.</param>
    /// <param name="lengths">Of lists: how many values each row has, one at least.</param>
    public void Write<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> lengths = default) where T : struct
    {
        ShardLeaf leaf = leaves[_next++];
        EncodeLevels(leaf, values.Length, lengths);
        if (typeof(T) == typeof(int))
            WriteNumbers(leaf, As<T, int>(values));
        else if (typeof(T) == typeof(long))
            WriteNumbers(leaf, As<T, long>(values));
        else if (typeof(T) == typeof(float))
            WriteNumbers(leaf, As<T, float>(values));
        else if (typeof(T) == typeof(ReadOnlyMemory<byte>))
            WriteBlobs(leaf, As<T, ReadOnlyMemory<byte>>(values));
        else if (typeof(T) == typeof(ReadOnlyMemory<char>))
            WriteTexts(leaf, As<T, ReadOnlyMemory<char>>(values));
        else
            throw new NotSupportedException($"Shards have no columns of {typeof(T)}.");
    }

    private static ReadOnlySpan<TTo> As<TFrom, TTo>(ReadOnlySpan<TFrom> values) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<TFrom, TTo>(ref MemoryMarshal.GetReference(values)), values.Length);

    private void WriteNumbers<T>(ShardLeaf leaf, ReadOnlySpan<T> values) where T : unmanaged, INumber<T>
    {
        T least = values[0], greatest = values[0];
        foreach (T value in values)
        {
            if (value < least)
                least = value;
            if (value > greatest)
                greatest = value;
        }

        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        BeginPage(leaf, values.Length, bytes.Length, new ValueRange(BytesOf(in least), BytesOf(in greatest)));
        file.Write(bytes);
    }

    private static ReadOnlySpan<byte> BytesOf<T>(in T value) where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));

    private void WriteBlobs(ShardLeaf leaf, ReadOnlySpan<ReadOnlyMemory<byte>> values)
    {
        long bytes = 0;
        foreach (ReadOnlyMemory<byte> value in values)
            bytes += sizeof(int) + value.Length;
        BeginPage(leaf, values.Length, bytes, default);
        foreach (ReadOnlyMemory<byte> value in values)
        {
            file.Write(value.Length);
            file.Write(value.Span);
        }
    }

    private void WriteTexts(ShardLeaf leaf, ReadOnlySpan<ReadOnlyMemory<char>> values)
    {
        _texts.ResetWrittenCount();
        int least = 0, greatest = 0;
        (int Start, int Length) leastPlace = default, greatestPlace = default;
        for (int i = 0; i < values.Length; i++)
        {
            (int, int) place = AddText(values[i].Span);
            if (i == 0 || values[i].Span.SequenceCompareTo(values[least].Span) < 0)
                (least, leastPlace) = (i, place);
            if (i == 0 || values[i].Span.SequenceCompareTo(values[greatest].Span) > 0)
                (greatest, greatestPlace) = (i, place);
        }

        ReadOnlySpan<byte> texts = _texts.WrittenSpan;
        BeginPage(leaf, values.Length, texts.Length, new ValueRange(
            texts.Slice(leastPlace.Start, leastPlace.Length), texts.Slice(greatestPlace.Start, greatestPlace.Length)));
        file.Write(texts);
    }

    /// <summary>Adds a text in UTF-8, behind its length.</summary>
    private (int Start, int Length) AddText(ReadOnlySpan<char> text)
    {
        Span<byte> target = _texts.GetSpan(sizeof(int) + System.Text.Encoding.UTF8.GetMaxByteCount(text.Length));
        int length = System.Text.Encoding.UTF8.GetBytes(text, target[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(target, length);
        _texts.Advance(sizeof(int) + length);
        return (_texts.WrittenCount - length, length);
    }

    private void EncodeLevels(ShardLeaf leaf, int values, ReadOnlySpan<int> lengths)
    {
        _repetition.ResetWrittenCount();
        _definition.ResetWrittenCount();
        if (!leaf.IsList)
            return;

        // Rows of one value are one run with the beginning of the next one.
        int beginnings = 0;
        foreach (int length in lengths)
        {
            beginnings++;
            if (length == 1)
                continue;
            AddRun(_repetition, beginnings, 0);
            AddRun(_repetition, length - 1, 1);
            beginnings = 0;
        }

        if (beginnings > 0)
            AddRun(_repetition, beginnings, 0);
        AddRun(_definition, values, leaf.DefinitionLevel);
    }

    /// <summary>A run has its length, doubled since odd numbers stand for levels packed bit by bit, and its level.</summary>
    private static void AddRun(ArrayBufferWriter<byte> runs, int length, byte level)
    {
        Varint.Write(runs, 2 * (ulong)length);
        runs.Write([level]);
    }

    /// <summary>Writes all of a page that stands before its values.</summary>
    private void BeginPage(ShardLeaf leaf, int values, long valueBytes, ValueRange range)
    {
        int levels = leaf.IsList ? (2 * sizeof(int)) + _repetition.WrittenCount + _definition.WrittenCount : 0;
        int bytes = checked((int)(levels + valueBytes));
        _header.Clear();
        _header.BeginStruct();
        _header.WriteInt32(1, DataPage);
        _header.WriteInt32(2, bytes);
        _header.WriteInt32(3, bytes);
        _header.BeginStruct(PageHeader);
        _header.WriteInt32(1, values);
        _header.WriteInt32(2, ShardFooter.Plain);
        _header.WriteInt32(3, ShardFooter.Runs);
        _header.WriteInt32(4, ShardFooter.Runs);
        range.Write(_header, Statistics);
        _header.EndStruct();
        _header.EndStruct();

        footer.AddColumn(values, file.Position, (long)_header.Written.Length + bytes, range);
        file.Write(_header.Written);
        if (!leaf.IsList)
            return;
        file.Write(_repetition.WrittenCount);
        file.Write(_repetition.WrittenSpan);
        file.Write(_definition.WrittenCount);
        file.Write(_definition.WrittenSpan);
    }
}
