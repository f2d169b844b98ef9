using System.Collections.Concurrent;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>Lists of the rows of shards, to use again: as many as there are shards between their first row and their mint.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ShardRowsPool
{
    private readonly ConcurrentQueue<List<ShardAsset>> _idle = [];

    public List<ShardAsset> Take() => _idle.TryDequeue(out List<ShardAsset>? rows) ? rows : [];

    public void Return(List<ShardAsset> rows)
    {
        rows.Clear();
        _idle.Enqueue(rows);
    }
}
