using Piwa.Kernels.Buffers;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>A batch after sealing: rows for the shard, and the assets that failed. Disposing it gives it back to its pool.</summary>
internal sealed class SealedBatch(SealedBatchPool pool, int assetCapacity, RowLayout layout) : IDisposable
{
    private readonly AssetRow[] _rows = [.. Enumerable.Range(0, assetCapacity).Select(_ => new AssetRow(layout))];
    private readonly List<DeadLetterRecord> _dead = [];
    private bool _taken;

    public ulong FirstIndex { get; private set; }

    /// <summary>Assets that the batch was given.</summary>
    public int AssetCount { get; private set; }

    public int RowCount { get; private set; }

    public ReadOnlySpan<AssetRow> Rows => _rows.AsSpan(0, RowCount);

    public IReadOnlyList<DeadLetterRecord> Dead => _dead;

    public BlobArena Arena { get; } = new(pool.Chunks);

    public void Begin(ulong firstIndex, int assetCount)
    {
        _dead.Clear();
        RowCount = 0;
        FirstIndex = firstIndex;
        AssetCount = assetCount;
        _taken = true;
    }

    public AssetRow NextRow() => _rows[RowCount++];

    public void Bury(AssetBuffer asset) => _dead.Add(DeadLetterRecord.Of(asset));

    public void Dispose()
    {
        if (!_taken)
            return;

        _taken = false;
        Arena.Clear();
        pool.Return(this);
    }
}
