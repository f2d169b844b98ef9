using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline.Stores;

/// <summary>The end of the graph on a node of a fleet: a committed shard goes into the store, and is gone from the node.</summary>
/// <param name="scratch">Where the node makes its shards.</param>
/// <param name="units">The store.</param>
internal sealed class PublishStage(Dataset scratch, UnitStore units) : IMintStage
{
    private int _published;

    /// <summary>Units that this run has put into the store.</summary>
    public int Published => Volatile.Read(ref _published);

    public async Task RunAsync(CommittedShard shard, CancellationToken cancellationToken)
    {
        ShardRecord record = shard.Record;
        await units.FinishAsync(new UnitRecord(record, scratch.LettersOf(record)), scratch.PathOf(record), cancellationToken).ConfigureAwait(false);
        File.Delete(scratch.PathOf(record));
        Interlocked.Increment(ref _published);
    }

    /// <summary>What a run before this made and did not get to publish.</summary>
    public async Task RunBacklogAsync(IReadOnlyList<ShardRecord> shards, CancellationToken cancellationToken)
    {
        foreach (ShardRecord record in shards)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (File.Exists(scratch.PathOf(record)))
                await RunAsync(new CommittedShard(record, []), cancellationToken).ConfigureAwait(false);
        }
    }
}
