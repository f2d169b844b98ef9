using Piwa.Pipeline.Flow;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline;

/// <summary>The work units under way: which batches and assets belong to which. Thread-safe.</summary>
internal sealed class WorkPlan(int batchAssets)
{
    private readonly Lock _lock = new();
    private readonly SortedList<long, WorkUnit> _units = [];
    private long _nextBatch;

    /// <summary>Enters a unit; its batches get the next numbers.</summary>
    /// <returns>The batches: number, first asset, count.</returns>
    public IEnumerable<(long Batch, ulong FirstAsset, int Count)> Begin(WorkUnit unit)
    {
        long batch;
        lock (_lock)
        {
            batch = _nextBatch;
            _units.Add(batch, unit);
            _nextBatch += (unit.Assets + batchAssets - 1) / batchAssets;
        }

        for (int done = 0; done < unit.Assets; done += batchAssets)
            yield return (batch++, unit.FirstAsset + (ulong)done, Math.Min(batchAssets, unit.Assets - done));
    }

    /// <summary>The unit that begins with an asset.</summary>
    public WorkUnit UnitOf(ulong firstAsset)
    {
        lock (_lock)
        {
            foreach (WorkUnit unit in _units.Values)
            {
                if (unit.FirstAsset == firstAsset)
                    return unit;
            }
        }

        throw new InvalidOperationException($"Asset {firstAsset} begins no work unit: batches came out of order.");
    }

    /// <summary>Assets of the batches that an outcome stands for.</summary>
    public long AssetsOf(ItemIds batches)
    {
        long assets = 0;
        lock (_lock)
        {
            foreach (long batch in batches.Ids)
            {
                int at = LastAtOrBefore(batch);
                long within = batch - _units.GetKeyAtIndex(at);
                assets += Math.Min(batchAssets, _units.GetValueAtIndex(at).Assets - (within * batchAssets));
            }
        }

        return assets;
    }

    /// <summary>Forgets a unit that has left the graph.</summary>
    public void Finish(ulong firstAsset)
    {
        lock (_lock)
        {
            for (int i = 0; i < _units.Count; i++)
            {
                if (_units.GetValueAtIndex(i).FirstAsset == firstAsset)
                {
                    _units.RemoveAt(i);
                    return;
                }
            }
        }
    }

    private int LastAtOrBefore(long batch)
    {
        for (int i = _units.Count - 1; i >= 0; i--)
        {
            if (_units.GetKeyAtIndex(i) <= batch)
                return i;
        }

        throw new InvalidOperationException($"Batch {batch} belongs to no work unit.");
    }
}
