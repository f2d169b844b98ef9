using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>A shard that is on disk and in the manifest. Disposing it gives the list of its rows back.</summary>
/// <param name="record">Its entry in the manifest.</param>
/// <param name="rows">Its rows: what is to mint, without reading it again.</param>
/// <param name="pool">Where the rows go back to; null where they are the caller's.</param>
internal sealed class CommittedShard(ShardRecord record, List<ShardAsset> rows, ShardRowsPool? pool = null) : IDisposable
{
    private ShardRowsPool? _pool = pool;

    public ShardRecord Record { get; } = record;

    public IReadOnlyList<ShardAsset> Rows { get; } = rows;

    public void Dispose() => Interlocked.Exchange(ref _pool, null)?.Return(rows);
}
