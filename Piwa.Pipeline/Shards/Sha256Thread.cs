using System.Security.Cryptography;

namespace Piwa.Pipeline.Shards;

/// <summary>SHA-256 on a thread of its own: it takes two thirds of the time of all else that becomes of a shard's bytes, and would hold that up.</summary>
/// <remarks>Not thread-safe: one thread hands pieces over. Allocates nothing for a piece.</remarks>
internal sealed class Sha256Thread : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly SemaphoreSlim _handedOver = new(0), _idle = new(1);
    private readonly Thread _thread;
    private ReadOnlyMemory<byte> _piece;
    private bool _isOver;

    public Sha256Thread()
    {
        _thread = new Thread(Run) { Name = "piwa-sha256", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Hands a piece over, and returns once the piece before is hashed.</summary>
    /// <param name="piece">The piece; to be left as it is until the next call.</param>
    public void Append(ReadOnlyMemory<byte> piece)
    {
        _idle.Wait();
        _piece = piece;
        _handedOver.Release();
    }

    /// <summary>The hash of all pieces, hexadecimal; begins anew.</summary>
    public string Finish()
    {
        _idle.Wait();
        string hash = Convert.ToHexStringLower(_hash.GetHashAndReset());
        _idle.Release();
        return hash;
    }

    public void Dispose()
    {
        _idle.Wait();
        _isOver = true;
        _handedOver.Release();
        _thread.Join();
        _hash.Dispose();
        _handedOver.Dispose();
        _idle.Dispose();
    }

    private void Run()
    {
        for (; ; )
        {
            _handedOver.Wait();
            if (_isOver)
                return;
            _hash.AppendData(_piece.Span);
            _idle.Release();
        }
    }
}
