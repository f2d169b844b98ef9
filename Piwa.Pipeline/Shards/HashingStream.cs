using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>Writes through to a file, hashes what passes, and has the system put it on disk meanwhile.</summary>
/// <remarks>
/// Never goes on later: an asynchronous write would be one on another thread, with cold caches, and a writer that stays on its thread
/// finds the buffers that it gave back there.
/// </remarks>
internal sealed class HashingStream(FileStream target) : Stream
{
    /// <summary>What is written is hashed while it is in the second-level cache.</summary>
    private const int PieceBytes = 1 << 18;

    /// <summary>So much goes to the disk at once: few calls, and little is left to wait for at the end.</summary>
    private const int WriteBackBytes = 1 << 22;

    private readonly Blake3Hasher _hasher = new(Blake3Domain.Plain);
    private long _position;
    private long _writtenBack;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _position;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("A hash cannot go back.");
    }

    /// <summary>Hash of all that was written.</summary>
    public ContentHash Hash() => _hasher.Finish();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        for (ReadOnlySpan<byte> rest = buffer; !rest.IsEmpty;)
        {
            ReadOnlySpan<byte> piece = rest[..Math.Min(rest.Length, PieceBytes)];
            target.Write(piece);
            _hasher.Update(piece);
            _position += piece.Length;
            rest = rest[piece.Length..];
            if (_position - _writtenBack >= WriteBackBytes)
            {
                DurableFile.StartFlush(target.SafeFileHandle, _writtenBack, _position - _writtenBack);
                _writtenBack = _position;
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer, offset, count);
        return Task.CompletedTask;
    }

    public override void Flush() => target.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Flush();
        return Task.CompletedTask;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is only written.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A hash cannot go back.");

    public override void SetLength(long value) => throw new NotSupportedException("A hash cannot go back.");
}
