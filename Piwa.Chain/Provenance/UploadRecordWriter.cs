using System.Buffers.Binary;
using Piwa.Chain.Provenance.Settlement;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Provenance;

/// <summary>Writes a file of upload records. It is there under its name once <see cref="Complete"/> returns, and not before.</summary>
/// <remarks>Not safe for several threads. Whoever creates it disposes it.</remarks>
public sealed class UploadRecordWriter : IDisposable
{
    internal const int BufferBytes = 64 * 1024;

    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _stream;
    private uint _checksum = Crc32C.Seed;
    private bool _isComplete;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Its name; a file of that name is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public UploadRecordWriter(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        _temporary = path + ".new";
        _stream = new FileStream(_temporary, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes);
        Append(RecordFormat.Magic);
    }

    /// <summary>How many records were written.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a record; any order will do.</summary>
    /// <param name="record">The record.</param>
    /// <exception cref="ArgumentException">Campaign or asset is negative, or the kind is none.</exception>
    public void Write(UploadRecord record)
    {
        if (record.Campaign < 0 || record.Asset < 0 || record.Kind > ContentKind.Asset)
            throw new ArgumentException($"{record} has a negative number, or a kind that there is not.", nameof(record));
        Span<byte> bytes = stackalloc byte[RecordFormat.RecordBytes];
        RecordFormat.Write(bytes, record);
        Append(bytes);
        Count++;
    }

    /// <summary>Ends the file, makes it durable and gives it its name.</summary>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_isComplete, this);
        Span<byte> end = stackalloc byte[RecordFormat.EndBytes];
        BinaryPrimitives.WriteInt64LittleEndian(end, Count);
        Append(end[..sizeof(long)]);
        BinaryPrimitives.WriteUInt32LittleEndian(end, ~_checksum);
        _stream.Write(end[..sizeof(uint)]);
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        DurableFile.Commit(_temporary, _path);
        _isComplete = true;
    }

    /// <summary>Discards a file that was not completed.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (!_isComplete)
            File.Delete(_temporary);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _checksum = Crc32C.Extend(_checksum, bytes);
        _stream.Write(bytes);
    }
}
