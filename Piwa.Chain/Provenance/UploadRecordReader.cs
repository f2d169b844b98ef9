using System.Buffers.Binary;
using Piwa.Chain.Provenance.Settlement;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Provenance;

/// <summary>Reads a file of upload records, in pieces, and checks it: its last record is given only if all of it is intact.</summary>
/// <remarks>Not safe for several threads. Whoever creates it disposes it.</remarks>
public sealed class UploadRecordReader : IDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;
    private uint _checksum = Crc32C.Seed;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is no file of upload records.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public UploadRecordReader(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, UploadRecordWriter.BufferBytes);
        try
        {
            long body = _stream.Length - RecordFormat.Magic.Length - RecordFormat.EndBytes;
            if (body < 0 || body % RecordFormat.RecordBytes != 0)
                throw Damaged($"it has {_stream.Length} bytes, which are not whole records");
            Count = body / RecordFormat.RecordBytes;
            Span<byte> magic = stackalloc byte[RecordFormat.Magic.Length];
            Read(magic);
            if (!magic.SequenceEqual(RecordFormat.Magic))
                throw Damaged("it does not begin as one");
            if (Count == 0)
                CheckEnd();
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>How many records the file has.</summary>
    public long Count { get; }

    /// <summary>How many were read.</summary>
    public long Position { get; private set; }

    /// <summary>Reads the next record.</summary>
    /// <param name="record">The record.</param>
    /// <returns>False after the last one.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public bool TryRead(out UploadRecord record)
    {
        record = default;
        if (Position == Count)
            return false;
        Span<byte> bytes = stackalloc byte[RecordFormat.RecordBytes];
        Read(bytes);
        record = RecordFormat.Read(bytes);
        if (record.Campaign < 0 || record.Asset < 0 || record.Kind > ContentKind.Asset)
            throw Damaged($"record {Position} has a negative number, or a kind that there is not");
        if (++Position == Count)
            CheckEnd();
        return true;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private void CheckEnd()
    {
        Span<byte> end = stackalloc byte[sizeof(long)];
        Read(end);
        uint checksum = ~_checksum;
        bool isWhole = BinaryPrimitives.ReadInt64LittleEndian(end) == Count;
        Read(end[..sizeof(uint)]);
        if (!isWhole || BinaryPrimitives.ReadUInt32LittleEndian(end) != checksum)
            throw Damaged("its checksum or its number of records is another");
    }

    private void Read(Span<byte> bytes)
    {
        if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) != bytes.Length)
            throw Damaged("it ends early");
        _checksum = Crc32C.Extend(_checksum, bytes);
    }

    private InvalidDataException Damaged(string what) =>
        new($"'{_path}' is no intact file of upload records: {what}. Make it again from its shards.");
}
