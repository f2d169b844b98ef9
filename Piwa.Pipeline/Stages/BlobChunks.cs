using System.Numerics;

namespace Piwa.Pipeline.Stages;

/// <summary>Memory that the arenas of a run take and give back, so that it is there once for the blobs under way, not once for each batch.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class BlobChunks
{
    /// <summary>Large enough for an asset, small enough that the last chunk's empty rest does not matter.</summary>
    private const int ChunkBytes = 1 << 20;

    /// <summary>
    /// Chunks that are allocated at once: what is not used of them yet is not touched, and takes no memory. So all that a run needs is
    /// there after its first shard, however far its stages drift apart later.
    /// </summary>
    private const int SlabChunks = 16;

    private readonly Lock _lock = new();
    private readonly List<ArraySegment<byte>> _idle = [];

    /// <summary>Takes a chunk that holds so many bytes.</summary>
    public ArraySegment<byte> Take(int bytes)
    {
        lock (_lock)
        {
            // The last ones were used last: those that nobody has touched stay at the bottom.
            for (int i = _idle.Count - 1; i >= 0; i--)
            {
                ArraySegment<byte> chunk = _idle[i];
                if (chunk.Count < bytes)
                    continue;

                _idle.RemoveAt(i);
                return chunk;
            }

            return bytes <= ChunkBytes
                ? TakeFromNewSlab()
                : GC.AllocateUninitializedArray<byte>((int)BitOperations.RoundUpToPowerOf2((uint)bytes));
        }
    }

    /// <summary>Gives chunks back.</summary>
    public void Return(List<ArraySegment<byte>> chunks)
    {
        lock (_lock)
            _idle.AddRange(chunks);
    }

    private ArraySegment<byte> TakeFromNewSlab()
    {
        ArraySegment<byte> slab = GC.AllocateUninitializedArray<byte>(SlabChunks * ChunkBytes);
        for (int i = SlabChunks - 1; i > 0; i--)
            _idle.Add(slab.Slice(i * ChunkBytes, ChunkBytes));
        return slab[..ChunkBytes];
    }
}
