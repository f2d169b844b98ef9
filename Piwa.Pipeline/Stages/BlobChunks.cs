using System.Numerics;

namespace Piwa.Pipeline.Stages;

/// <summary>Memory that the arenas of a run take and give back, so that it is there once for the blobs under way, not once for each batch.</summary>
/// <remarks>Thread-safe. Whoever has it disposes it, when nobody uses a chunk any more.</remarks>
internal sealed class BlobChunks : IDisposable
{
    /// <summary>Large enough for an asset, small enough that the last chunk's empty rest does not matter.</summary>
    private const int ChunkBytes = 1 << 20;

    /// <summary>
    /// Chunks that are allocated at once: what is not used of them yet is not touched, and takes no memory. So all that a run needs is
    /// there after its first shard, however far its stages drift apart later.
    /// </summary>
    private const int SlabChunks = 16;

    private readonly Lock _lock = new();
    private readonly List<Memory<byte>> _idle = [];
    private readonly List<IDisposable> _all = [];

    /// <summary>Takes a chunk that holds so many bytes.</summary>
    public Memory<byte> Take(int bytes)
    {
        lock (_lock)
        {
            // The last ones were used last: those that nobody has touched stay at the bottom.
            for (int i = _idle.Count - 1; i >= 0; i--)
            {
                Memory<byte> chunk = _idle[i];
                if (chunk.Length < bytes)
                    continue;

                _idle.RemoveAt(i);
                return chunk;
            }

            return bytes <= ChunkBytes
                ? TakeFromNewSlab()
                : Allocate((int)BitOperations.RoundUpToPowerOf2((uint)bytes));
        }
    }

    /// <summary>Gives chunks back.</summary>
    public void Return(List<Memory<byte>> chunks)
    {
        lock (_lock)
            _idle.AddRange(chunks);
    }

    /// <summary>Gives all memory back to the system.</summary>
    public void Dispose()
    {
        foreach (IDisposable memory in _all)
            memory.Dispose();
        _all.Clear();
        _idle.Clear();
    }

    private Memory<byte> Allocate(int bytes)
    {
        var memory = new NativeBytes(bytes);
        _all.Add(memory);
        return memory.Memory;
    }

    private Memory<byte> TakeFromNewSlab()
    {
        Memory<byte> slab = Allocate(SlabChunks * ChunkBytes);
        for (int i = SlabChunks - 1; i > 0; i--)
            _idle.Add(slab.Slice(i * ChunkBytes, ChunkBytes));
        return slab[..ChunkBytes];
    }
}
