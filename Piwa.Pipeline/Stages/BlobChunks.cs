using System.Numerics;

namespace Piwa.Pipeline.Stages;

/// <summary>Memory that the arenas of a run take and give back, so that it is there once for the blobs under way, not once for each batch.</summary>
/// <remarks>Thread-safe. Whoever has it disposes it, when nobody uses a chunk any more.</remarks>
internal sealed class BlobChunks : IDisposable
{
    /// <summary>Large enough for an asset, small enough that the last chunk's empty rest does not matter.</summary>
    private const int ChunkBytes = 1 << 20;

    /// <summary>Chunks that are allocated at once: what is not used of them yet is not touched, and takes no memory.</summary>
    private const int SlabChunks = 16;

    /// <summary>
    /// Chunks that a run takes if it is longer than a slab: two row groups, one on its way to the disk and what comes meanwhile. They are there from
    /// then on, however far stages drift apart later.
    /// </summary>
    private const int UsualChunks = 64;

    private readonly Lock _lock = new();
    private readonly List<Memory<byte>> _idle = [];
    private readonly List<IDisposable> _all = [];
    private int _slabChunks;

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
        int chunks = _slabChunks == SlabChunks ? UsualChunks - SlabChunks : SlabChunks;
        Memory<byte> slab = Allocate(chunks * ChunkBytes);
        if (_slabChunks == SlabChunks)
            MemoryPages.Take(slab.Span);
        _slabChunks += chunks;
        for (int i = chunks - 1; i > 0; i--)
            _idle.Add(slab.Slice(i * ChunkBytes, ChunkBytes));
        return slab[..ChunkBytes];
    }
}
