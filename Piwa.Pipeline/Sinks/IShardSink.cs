using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Sinks;

/// <summary>Receives the shards of a data set, as code of one's own: to copy them elsewhere, to index them.</summary>
/// <remarks>
/// <para>
/// Each shard comes when it is on disk, in the manifest and on the ledger; one at a time, in the order of the manifest, at least once. The
/// manifest is the queue: a run begins with the shard after the last that the sink says it has, so that a crash loses none. A shard may come
/// again if a run ended while the sink had it.
/// </para>
/// <para>
/// A sink that is slow holds the run still once <see cref="PiwaOptions.UnmintedShards"/> wait. What it throws fails the run, with the shard
/// kept for the next one. When the run is stopped it has ten seconds more; then the token ends, and a sink that does not heed it holds the
/// run.
/// </para>
/// </remarks>
public interface IShardSink
{
    /// <summary>How many shards the sink has: the first of the manifest, in its order. Asked once at the beginning of a run, or of its parts.</summary>
    /// <param name="cancellationToken">Ends some seconds after the run was stopped.</param>
    Task<int> CountAsync(CancellationToken cancellationToken);

    /// <summary>Takes the next shard.</summary>
    /// <param name="shard">Its entry in the manifest.</param>
    /// <param name="path">Its file; to be read, not to be moved or changed.</param>
    /// <param name="cancellationToken">Ends some seconds after the run was stopped.</param>
    Task ReceiveAsync(ShardRecord shard, string path, CancellationToken cancellationToken);
}
