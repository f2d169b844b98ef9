using System.Collections.Concurrent;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>
/// Sealed batches to use again. Not a bound: a shard holds batches until it has enough for a row group, so waiting here could wait for
/// ever. What bounds them is the row group's size.
/// </summary>
internal sealed class SealedBatchPool(int assetCapacity, RowLayout layout) : IDisposable
{
    private readonly ConcurrentBag<SealedBatch> _idle = [];
    private int _live;

    /// <summary>Memory of their blobs.</summary>
    public BlobChunks Chunks { get; } = new();

    /// <summary>Batches that were taken and have not come back.</summary>
    public int LiveCount => Volatile.Read(ref _live);

    public SealedBatch Take()
    {
        Interlocked.Increment(ref _live);
        return _idle.TryTake(out SealedBatch? batch) ? batch : new SealedBatch(this, assetCapacity, layout);
    }

    public void Return(SealedBatch batch)
    {
        Interlocked.Decrement(ref _live);
        _idle.Add(batch);
    }

    /// <summary>Frees the memory of blobs: no stage runs any more.</summary>
    public void Dispose() => Chunks.Dispose();
}
