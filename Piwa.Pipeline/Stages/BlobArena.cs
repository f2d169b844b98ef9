namespace Piwa.Pipeline.Stages;

/// <summary>Memory for the blobs of one batch: chunks taken one by one as they fill. A blob lies within one chunk.</summary>
/// <remarks>Not thread-safe: it belongs to whoever owns the batch.</remarks>
/// <param name="pool">Where chunks come from.</param>
internal sealed class BlobArena(BlobChunks pool)
{
    private readonly List<Memory<byte>> _chunks = [];
    private int _used;

    /// <summary>Copies a blob in; it is valid until <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Add(ReadOnlySpan<byte> blob)
    {
        if (_chunks.Count == 0 || _chunks[^1].Length - _used < blob.Length)
        {
            _chunks.Add(pool.Take(blob.Length));
            _used = 0;
        }

        Memory<byte> place = _chunks[^1].Slice(_used, blob.Length);
        blob.CopyTo(place.Span);
        _used += blob.Length;
        return place;
    }

    /// <summary>Forgets all blobs and gives the chunks back.</summary>
    public void Clear()
    {
        pool.Return(_chunks);
        _chunks.Clear();
        _used = 0;
    }
}
