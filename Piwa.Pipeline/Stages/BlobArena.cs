namespace Piwa.Pipeline.Stages;

/// <summary>
/// Memory for the blobs of one batch: chunks taken one by one as they fill, kept for the next batch. A blob lies within one chunk.
/// </summary>
/// <remarks>Not thread-safe: it belongs to whoever owns the batch.</remarks>
internal sealed class BlobArena
{
    /// <summary>Large enough for a few assets, small enough that the last chunk's empty rest does not matter.</summary>
    private const int ChunkBytes = 1 << 20;

    private readonly List<byte[]> _chunks = [];
    private int _chunk;
    private int _used;

    /// <summary>Bytes that the arena holds on to.</summary>
    public long CapacityBytes => _chunks.Sum(chunk => (long)chunk.Length);

    /// <summary>Copies a blob in; it is valid until <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Add(ReadOnlySpan<byte> blob)
    {
        while (_chunk < _chunks.Count && _chunks[_chunk].Length - _used < blob.Length)
        {
            _chunk++;
            _used = 0;
        }

        if (_chunk == _chunks.Count)
            _chunks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(ChunkBytes, blob.Length)));

        Memory<byte> place = _chunks[_chunk].AsMemory(_used, blob.Length);
        blob.CopyTo(place.Span);
        _used += blob.Length;
        return place;
    }

    /// <summary>Forgets all blobs and keeps the chunks.</summary>
    public void Clear()
    {
        _chunk = 0;
        _used = 0;
    }
}
