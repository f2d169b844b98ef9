using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Ledger.Log;

/// <summary>The log of a ledger: a head, then records, each flushed to the disk before the next one is written.</summary>
/// <remarks>
/// Since a record is written only after the one before it is durable, a record that is not intact is the rest of a torn write exactly
/// if no intact record follows it. If one does, something has changed what was acknowledged, and the log is not opened.
/// Not safe for several threads.
/// </remarks>
internal sealed class LogFile : IDisposable
{
    /// <summary>Read at once while looking for a record: a disk reads no faster in larger pieces.</summary>
    private const int ScanBytes = 1024 * 1024;

    /// <summary>Room for one full transaction; a larger record asks for more.</summary>
    private const int InitialBodyBytes = 2048;

    private readonly string _path;
    private readonly bool _flushToDisk;
    private readonly bool _isReadOnly;
    private readonly SafeFileHandle _handle;
    private long _end = LogHeader.Size;
    private ulong _nextNumber;

    private LogFile(string path, SafeFileHandle handle, LogHeader header, bool flushToDisk, bool isReadOnly)
    {
        _path = path;
        _handle = handle;
        _flushToDisk = flushToDisk;
        _isReadOnly = isReadOnly;
        Header = header;
    }

    /// <summary>Takes a record of the log.</summary>
    /// <param name="body">Its body.</param>
    /// <param name="bodyOffset">Where the body stands, in bytes from the start of the log.</param>
    public delegate void RecordReader(ReadOnlySpan<byte> body, long bodyOffset);

    public LogHeader Header { get; }

    /// <summary>Where the body of the next record will stand.</summary>
    public long NextBodyOffset => _end + LogFrame.HeadBytes;

    /// <summary>Opens a log, or creates one with a head.</summary>
    public static LogFile Open(string path, LogHeader headerOfNew, bool flushToDisk)
    {
        if (!File.Exists(path))
            Create(path, headerOfNew);

        return Open(path, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read), flushToDisk, isReadOnly: false);
    }

    /// <summary>Opens a log to read it, be it that another process is writing to it.</summary>
    public static LogFile OpenReadOnly(string path) =>
        Open(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), flushToDisk: false, isReadOnly: true);

    /// <summary>Reads all records in order, and cuts off the rest of a torn write, if the log may be written to.</summary>
    /// <returns>The rest of a torn write; null if there is none.</returns>
    public TornTail? ReadAll(RecordReader reader)
    {
        long length = RandomAccess.GetLength(_handle);
        byte[] body = ArrayPool<byte>.Shared.Rent(InitialBodyBytes);
        try
        {
            while (_end < length)
            {
                if (!TryReadRecord(_end, length, _nextNumber, ref body, out int bodyBytes))
                    return CutOff(length);
                reader(body.AsSpan(..bodyBytes), NextBodyOffset);
                _end += LogFrame.HeadBytes + bodyBytes;
                _nextNumber++;
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    /// <summary>Writes a record and flushes it. After an exception the end of the file is unknown, and nothing more may be
    /// written.</summary>
    /// <param name="frame">Room for the head, then the body.</param>
    public void Append(Span<byte> frame)
    {
        LogFrame.WriteHead(frame, _nextNumber, frame[LogFrame.HeadBytes..]);
        RandomAccess.Write(_handle, frame, _end);
        if (_flushToDisk)
            RandomAccess.FlushToDisk(_handle);
        _end += frame.Length;
        _nextNumber++;
    }

    /// <summary>Reads bytes that were written before.</summary>
    public void ReadAt(long offset, Span<byte> destination)
    {
        if (ReadFully(_handle, destination, offset) != destination.Length)
            throw new LedgerCorruptedException($"'{_path}' ends before byte {offset + destination.Length}: it was cut off while in use.");
    }

    public void Dispose() => _handle.Dispose();

    private static LogFile Open(string path, SafeFileHandle handle, bool flushToDisk, bool isReadOnly)
    {
        try
        {
            byte[] head = new byte[LogHeader.Size];
            int read = ReadFully(handle, head, 0);
            if (LogHeader.TryParse(head.AsSpan(..read), out LogHeader? header) is { } problem)
                throw new LedgerCorruptedException($"'{path}' cannot be opened: {problem}. Restore it from a backup.");
            return new LogFile(path, handle, header!, flushToDisk, isReadOnly);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void Create(string path, LogHeader header)
    {
        // A log exists with its whole head or not at all.
        string temporary = path + ".new";
        using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            stream.Write(header.Encode());
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: false);
        DirectorySync.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Reads a record with a given number, or with any number from it on if <paramref name="orLater"/>.</summary>
    private bool TryReadRecord(long offset, long length, ulong number, ref byte[] body, out int bodyBytes, bool orLater = false)
    {
        Span<byte> head = stackalloc byte[LogFrame.HeadBytes];
        head = head[..ReadFully(_handle, head, offset)];
        if (!LogFrame.TryReadHead(head, out ulong found, out bodyBytes) || (orLater ? found < number : found != number))
            return false;
        if (offset + LogFrame.HeadBytes + bodyBytes > length)
            return false;
        if (body.Length < bodyBytes)
        {
            ArrayPool<byte>.Shared.Return(body);
            body = ArrayPool<byte>.Shared.Rent(bodyBytes);
        }

        Span<byte> bytes = body.AsSpan(..bodyBytes);
        return ReadFully(_handle, bytes, offset + LogFrame.HeadBytes) == bodyBytes && LogFrame.IsBodyIntact(head, bytes);
    }

    private TornTail CutOff(long length)
    {
        if (FindRecordAfter(_end + 1, length) is { } intact)
        {
            throw new LedgerCorruptedException(
                $"'{_path}' is damaged in record {_nextNumber} at byte {_end}: an intact record follows at byte {intact}, "
                + "so this is not the rest of a crash. Restore the file from a backup.");
        }

        if (_isReadOnly)
            return new TornTail(_nextNumber, _end, length - _end, SavedTo: null);

        // Kept for whoever wants to know what was lost; the bytes were never acknowledged.
        string saved = $"{_path}.torn-{_end}";
        using (FileStream stream = new(saved, FileMode.Create, FileAccess.Write, FileShare.None))
            CopyTail(stream, length);
        RandomAccess.SetLength(_handle, _end);
        RandomAccess.FlushToDisk(_handle);
        return new TornTail(_nextNumber, _end, length - _end, saved);
    }

    private void CopyTail(FileStream destination, long length)
    {
        byte[] buffer = new byte[ScanBytes];
        for (long offset = _end; offset < length;)
        {
            int read = ReadFully(_handle, buffer.AsSpan(..(int)Math.Min(buffer.Length, length - offset)), offset);
            if (read == 0)
                return;
            destination.Write(buffer, 0, read);
            offset += read;
        }
    }

    /// <summary>Where the next intact record begins, at any byte.</summary>
    private long? FindRecordAfter(long from, long length)
    {
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(magic, LogFrame.Magic);
        byte[] buffer = new byte[ScanBytes];
        byte[] body = ArrayPool<byte>.Shared.Rent(InitialBodyBytes);
        try
        {
            while (from < length)
            {
                int read = ReadFully(_handle, buffer, from);
                int searched = 0;
                for (int found; (found = buffer.AsSpan(searched, read - searched).IndexOf(magic)) >= 0; searched += found + 1)
                {
                    long candidate = from + searched + found;
                    if (TryReadRecord(candidate, length, _nextNumber, ref body, out _, orLater: true))
                        return candidate;
                }

                // The magic may straddle two pieces.
                from += Math.Max(1, read - magic.Length + 1);
                if (read < magic.Length)
                    break;
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    private static int ReadFully(SafeFileHandle handle, Span<byte> destination, long offset)
    {
        int total = 0;
        while (total < destination.Length)
        {
            int read = RandomAccess.Read(handle, destination[total..], offset + total);
            if (read == 0)
                break;
            total += read;
        }

        return total;
    }
}
