using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>Writes through to a stream and hashes what passes.</summary>
/// <remarks>
/// Never goes on later: the hash takes the thread anyway, and a writer that stays on its thread finds the buffers that it gave back there.
/// </remarks>
internal sealed class HashingStream(Stream target) : Stream
{
    private readonly Blake3Hasher _hasher = new(Blake3Domain.Plain);
    private long _position;

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
        target.Write(buffer);
        _hasher.Update(buffer);
        _position += buffer.Length;
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
