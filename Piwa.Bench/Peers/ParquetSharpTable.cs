using System.Runtime.InteropServices;
using ParquetSharp;
using ParquetSharp.Schema;

namespace Piwa.Bench.Peers;

/// <summary>
/// A shard's table in memory, as ParquetSharp (Apache Arrow's C++ writer) likes it best: values and levels of each column, blobs where they
/// will not move. Writing it is the peer of our shard stage: the same schema, values and row groups, uncompressed and without dictionaries
/// as ours.
/// </summary>
internal sealed class ParquetSharpTable : IDisposable
{
    private readonly ParquetFileReader _reader;
    private readonly GroupNode _schema;
    private readonly List<List<Action<ColumnWriter>>> _rowGroups = [];

    // Pinned, and only pointed to: what holds it.
    private readonly List<byte[]> _blobs = [];

    /// <param name="shard">Path of a shard.</param>
    public ParquetSharpTable(string shard)
    {
        _reader = new ParquetFileReader(shard);
        _schema = _reader.FileMetaData.Schema.GroupNode;
        for (int i = 0; i < _reader.FileMetaData.NumRowGroups; i++)
        {
            using RowGroupReader group = _reader.RowGroup(i);
            List<Action<ColumnWriter>> columns = [];
            for (int column = 0; column < _reader.FileMetaData.NumColumns; column++)
            {
                using ColumnReader reader = group.Column(column);
                columns.Add(Read(reader, group.MetaData.GetColumnChunkMetaData(column).NumValues));
            }

            _rowGroups.Add(columns);
        }
    }

    /// <summary>Writes the table, and has it on disk.</summary>
    public void Write(string path)
    {
        using (WriterPropertiesBuilder builder = new())
        using (WriterProperties properties = builder.Compression(Compression.Uncompressed).DisableDictionary().DisableStatistics().Build())
        using (var writer = new ParquetFileWriter(path, _schema, properties))
        {
            foreach (List<Action<ColumnWriter>> columns in _rowGroups)
            {
                using RowGroupWriter group = writer.AppendRowGroup();
                foreach (Action<ColumnWriter> write in columns)
                {
                    using ColumnWriter column = group.NextColumn();
                    write(column);
                }
            }

            writer.Close();
        }

        using FileStream file = File.OpenWrite(path);
        file.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _schema.Dispose();
        _reader.Dispose();
    }

    private Action<ColumnWriter> Read(ColumnReader reader, long count) => reader switch
    {
        ColumnReader<int> typed => Read(typed, count, values => values),
        ColumnReader<long> typed => Read(typed, count, values => values),
        ColumnReader<float> typed => Read(typed, count, values => values),
        ColumnReader<ByteArray> typed => Read(typed, count, Keep),
        _ => throw new NotSupportedException($"Shards have no columns of {reader.ElementType}; this one has."),
    };

    private static Action<ColumnWriter> Read<T>(ColumnReader<T> reader, long count, Func<T[], T[]> keep) where T : unmanaged
    {
        List<T> values = [];
        List<short> definition = [], repetition = [];
        var some = new T[count];
        var someDefinition = new short[count];
        var someRepetition = new short[count];
        bool isList = reader.ColumnDescriptor.MaxRepetitionLevel > 0;
        while (reader.HasNext)
        {
            // Blobs lie in the reader's page, which the next batch takes over.
            long levels = reader.ReadBatch(count, someDefinition, someRepetition, some, out long read);
            values.AddRange(keep(some[..(int)read]));
            definition.AddRange(someDefinition.AsSpan(0, (int)levels));
            repetition.AddRange(someRepetition.AsSpan(0, (int)levels));
        }

        T[] allValues = [.. values];
        short[] allDefinition = [.. definition], allRepetition = [.. repetition];
        return isList
            ? writer => ((ColumnWriter<T>)writer).WriteBatch(allDefinition.Length, allDefinition, allRepetition, allValues)
            : writer => ((ColumnWriter<T>)writer).WriteBatch(allValues);
    }

    /// <summary>Copies blobs to where neither the reader nor the garbage collector touches them.</summary>
    private ByteArray[] Keep(ByteArray[] blobs)
    {
        byte[] memory = GC.AllocateUninitializedArray<byte>(Math.Max(1, blobs.Sum(blob => blob.Length)), pinned: true);
        _blobs.Add(memory);
        IntPtr at = Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        var kept = new ByteArray[blobs.Length];
        int used = 0;
        for (int i = 0; i < blobs.Length; i++)
        {
            if (blobs[i].Length > 0)
                Marshal.Copy(blobs[i].Pointer, memory, used, blobs[i].Length);
            kept[i] = new ByteArray(at + used, blobs[i].Length);
            used += blobs[i].Length;
        }

        return kept;
    }
}
