namespace Piwa.Chain.Storage;

/// <summary>A log in memory, which can lose what was not flushed as a machine does that loses its power.</summary>
/// <remarks>It outlives whoever disposes it, as a file does, so that it can be opened again. Bytes are only added at the end.</remarks>
internal sealed class MemoryLogStorage : ILogStorage
{
    private const int InitialBytes = 4096;

    private byte[] _bytes;
    private int _length;
    private int _flushed;

    /// <summary>Creates a log that has nothing but its head, which is durable.</summary>
    public MemoryLogStorage(ReadOnlySpan<byte> head)
    {
        _bytes = new byte[Math.Max(InitialBytes, head.Length)];
        head.CopyTo(_bytes);
        _length = _flushed = head.Length;
    }

    public string Name => "memory";

    public bool IsReadOnly => false;

    public long Length => _length;

    /// <summary>Bytes that a crash leaves untouched.</summary>
    public long FlushedLength => _flushed;

    /// <summary>Loses what was not flushed, from a random byte on.</summary>
    public void Crash(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        _length = _flushed = random.Next(_flushed, _length + 1);
    }

    public int ReadAt(long offset, Span<byte> destination)
    {
        int read = (int)Math.Clamp(_length - offset, 0, destination.Length);
        _bytes.AsSpan((int)Math.Min(offset, _length), read).CopyTo(destination);
        return read;
    }

    public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        if (offset != _length)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"Bytes are added at the end, {_length}, only.");
        int end = checked(_length + bytes.Length);
        if (end > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(end, (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length = end;
    }

    public void Flush() => _flushed = _length;

    public string? CutOff(long offset)
    {
        _length = (int)Math.Min(offset, _length);
        _flushed = Math.Min(_flushed, _length);
        return null;
    }

    public void Dispose()
    {
        // The bytes stay, as those of a file do.
    }
}
