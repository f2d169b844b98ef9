using System.Buffers;
using System.Buffers.Binary;

namespace Piwa.Chain.Storage;

/// <summary>A log: a head, then records, each flushed before the next one is written.</summary>
/// <remarks>
/// <para>
/// Since a record is written only after the one before it is durable, a record that is not intact is the rest of a torn write exactly
/// if no intact record follows it. If one does, something has changed what was acknowledged, and the log is not opened.
/// </para>
/// <para>
/// Records that are added without a flush between them break that rule: a disk may write the later one first, and after a power cut the
/// log cannot be opened. What belongs together and may wait goes into one record instead.
/// </para>
/// <para>Not safe for several threads. Disposes its storage.</para>
/// </remarks>
internal sealed class LogFile : IDisposable
{
    /// <summary>Read at once while looking for a record: a disk reads no faster in larger pieces.</summary>
    private const int ScanBytes = 1024 * 1024;

    /// <summary>Room for one full transaction; a larger record asks for more.</summary>
    private const int InitialBodyBytes = 2048;

    private readonly ILogStorage _storage;
    private readonly LogKind _kind;
    private long _end;
    private ulong _nextNumber;

    /// <summary>Opens a log, whose head its owner reads and checks.</summary>
    public LogFile(ILogStorage storage, LogKind kind)
    {
        _storage = storage;
        _kind = kind;
        _end = kind.HeadBytes;
    }

    /// <summary>Takes a record of the log.</summary>
    /// <param name="body">Its body.</param>
    /// <param name="bodyOffset">Where the body stands, in bytes from the start of the log.</param>
    public delegate void RecordReader(ReadOnlySpan<byte> body, long bodyOffset);

    /// <summary>What to call it in messages.</summary>
    public string Name => _storage.Name;

    /// <summary>Bytes of the head and all records.</summary>
    public long Length => _end;

    /// <summary>Where the body of the next record will stand.</summary>
    public long NextBodyOffset => _end + LogFrame.HeadBytes;

    /// <summary>The head; shorter than it should be if the log ends within it.</summary>
    public byte[] ReadHead()
    {
        byte[] head = new byte[_kind.HeadBytes];
        return head[.._storage.ReadAt(0, head)];
    }

    /// <summary>Reads all records in order, and cuts off the rest of a torn write, if the log may be written to.</summary>
    /// <returns>The rest of a torn write; null if there is none.</returns>
    public TornTail? ReadAll(RecordReader reader)
    {
        long length = _storage.Length;
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

    /// <summary>Adds a record, which a crash may take until it is flushed. After an exception the end of the log is unknown, and nothing
    /// more may be added.</summary>
    /// <param name="frame">Room for the head, then the body.</param>
    public void Append(Span<byte> frame)
    {
        LogFrame.WriteHead(frame, _nextNumber, frame[LogFrame.HeadBytes..]);
        _storage.WriteAt(_end, frame);
        _end += frame.Length;
        _nextNumber++;
    }

    /// <summary>Makes durable all that was added. After an exception nothing more may be added.</summary>
    public void Flush() => _storage.Flush();

    /// <summary>Reads bytes that were written before.</summary>
    public void ReadAt(long offset, Span<byte> destination)
    {
        if (_storage.ReadAt(offset, destination) != destination.Length)
        {
            throw _kind.Damaged(
                $"'{_storage.Name}' ends before byte {offset + destination.Length}: it was cut off while in use.");
        }
    }

    public void Dispose() => _storage.Dispose();

    /// <summary>Reads a record with a given number, or with any number from it on if <paramref name="orLater"/>.</summary>
    private bool TryReadRecord(long offset, long length, ulong number, ref byte[] body, out int bodyBytes, bool orLater = false)
    {
        Span<byte> head = stackalloc byte[LogFrame.HeadBytes];
        head = head[.._storage.ReadAt(offset, head)];
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
        return _storage.ReadAt(offset + LogFrame.HeadBytes, bytes) == bodyBytes && LogFrame.IsBodyIntact(head, bytes);
    }

    private TornTail CutOff(long length)
    {
        if (FindRecordAfter(_end + 1, length) is { } intact)
        {
            throw _kind.Damaged(
                $"'{_storage.Name}' is damaged in record {_nextNumber} at byte {_end}: an intact record follows at byte {intact}, "
                + "so this is not the rest of a crash. Restore the file from a backup.");
        }

        return new TornTail(_nextNumber, _end, length - _end, _storage.IsReadOnly ? null : _storage.CutOff(_end));
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
                int read = _storage.ReadAt(from, buffer);
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
}
