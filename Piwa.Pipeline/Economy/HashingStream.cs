using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Economy;

/// <summary>Hashes what is written to it, and keeps nothing.</summary>
internal sealed class HashingStream : Stream
{
    private readonly Blake3Hasher _hasher = new(Blake3Domain.Plain);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public ContentHash Finish() => _hasher.Finish();

    public override void Write(ReadOnlySpan<byte> buffer) => _hasher.Update(buffer);

    public override void Write(byte[] buffer, int offset, int count) => _hasher.Update(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
