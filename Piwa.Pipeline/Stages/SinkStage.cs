using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Sinks;

namespace Piwa.Pipeline.Stages;

/// <summary>Hands on committed shards once they are on the ledger.</summary>
/// <param name="chain">Puts them there.</param>
/// <param name="dataset">The data set.</param>
/// <param name="sinks">Who takes them.</param>
internal sealed class SinkStage(IMintStage chain, Dataset dataset, IReadOnlyList<IShardSink> sinks) : IMintStage
{
    public async Task RunAsync(CommittedShard shard, CancellationToken cancellationToken)
    {
        await chain.RunAsync(shard, cancellationToken).ConfigureAwait(false);
        foreach (IShardSink sink in sinks)
            await HandAsync(sink, shard.Record, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Hands on what earlier runs committed and a sink does not have yet.</summary>
    /// <exception cref="InvalidOperationException">A sink has more shards than the data set.</exception>
    public async Task RunBacklogAsync(IReadOnlyList<ShardRecord> shards, CancellationToken cancellationToken)
    {
        await chain.RunBacklogAsync(shards, cancellationToken).ConfigureAwait(false);
        foreach (IShardSink sink in sinks)
        {
            int count = await sink.CountAsync(cancellationToken).ConfigureAwait(false);
            if (count < 0 || count > shards.Count)
            {
                throw new InvalidOperationException(
                    $"The sink {sink} says that it has {count} shards; '{dataset.DirectoryPath}' has {shards.Count}. Is it another data set's?");
            }

            foreach (ShardRecord shard in shards.Skip(count))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await HandAsync(sink, shard, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Task HandAsync(IShardSink sink, ShardRecord shard, CancellationToken cancellationToken) =>
        sink.ReceiveAsync(shard, dataset.PathOf(shard), cancellationToken);
}
