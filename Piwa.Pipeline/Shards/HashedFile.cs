using System.Buffers.Binary;
using System.Security.Cryptography;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>Gathers what is written, hashes it on its way to a file, and has the system put it on disk meanwhile.</summary>
/// <remarks>Not thread-safe. Serves one file after another; buffer and hashers are its own.</remarks>
/// <param name="hasSha256">Whether SHA-256 is wanted too.</param>
internal sealed class HashedFile(bool hasSha256 = false) : IDisposable
{
    /// <summary>What is gathered fits the second-level cache, where it is hashed.</summary>
    private const int BufferBytes = 1 << 18;

    /// <summary>So much goes to the disk at once: few calls, and little is left to wait for at the end.</summary>
    private const int WriteBackBytes = 1 << 22;

    private readonly Blake3Hasher _hasher = new(Blake3Domain.Plain);
    private readonly IncrementalHash? _sha256 = hasSha256 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private FileStream? _file;
    private int _gathered;
    private long _written;
    private long _writtenBack;

    /// <summary>Bytes so far.</summary>
    public long Position => _written + _gathered;

    /// <summary>Turns to a file, which is new and has no buffer of its own. What was gathered for the one before is forgotten.</summary>
    public void Begin(FileStream file)
    {
        _file = file;
        _hasher.Reset();
        _sha256?.GetHashAndReset();
        _gathered = 0;
        _written = _writtenBack = 0;
    }

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_gathered == BufferBytes)
                Flush();
            int take = Math.Min(bytes.Length, BufferBytes - _gathered);
            bytes[..take].CopyTo(_buffer.AsSpan(_gathered));
            _gathered += take;
            bytes = bytes[take..];
        }
    }

    /// <summary>Appends a number.</summary>
    public void Write(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        Write(bytes);
    }

    /// <summary>Hands the rest to the system, and lets go of the file.</summary>
    /// <returns>Hashes and length of all that was written.</returns>
    public WrittenShard Finish()
    {
        Flush();
        _file = null;
        return new WrittenShard(_hasher.Finish(), _written, _sha256 is null ? null : Convert.ToHexStringLower(_sha256.GetHashAndReset()));
    }

    public void Dispose() => _sha256?.Dispose();

    private void Flush()
    {
        ReadOnlySpan<byte> gathered = _buffer.AsSpan(0, _gathered);
        _file!.Write(gathered);
        _hasher.Update(gathered);
        _sha256?.AppendData(gathered);
        _written += _gathered;
        _gathered = 0;
        if (_written - _writtenBack >= WriteBackBytes)
        {
            DurableFile.StartFlush(_file.SafeFileHandle, _writtenBack, _written - _writtenBack);
            _writtenBack = _written;
        }
    }
}
