using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline.Verification;

/// <summary>
/// The end of the graph in a repair: a shard made again takes the place of the damaged file if its hash is the manifest's, and is dropped
/// if it is not. Runs on one thread at a time.
/// </summary>
/// <param name="dataset">What is repaired.</param>
/// <param name="workshop">Where shards are made again.</param>
internal sealed class ReplaceStage(Dataset dataset, Dataset workshop) : IMintStage
{
    private readonly List<string> _replaced = [];
    private readonly List<string> _findings = [];

    /// <summary>Files that were replaced.</summary>
    public IReadOnlyList<string> Replaced => _replaced;

    /// <summary>What came out otherwise.</summary>
    public IReadOnlyList<string> Findings => _findings;

    public Task RunAsync(CommittedShard shard, CancellationToken cancellationToken)
    {
        ShardRecord made = shard.Record;
        ShardRecord said = dataset.FindShard(made.FirstAsset)!;
        if (said.File != made.File)
        {
            _findings.Add($"{said.File}: the manifest has {made.File} elsewhere than shards lie; the file is not touched.");
        }
        else if (said.FileHash != made.FileHash)
        {
            _findings.Add($"{said.File}: made again, it has hash {made.FileHash}; the manifest says {said.FileHash}. The file is kept as it is.");
        }
        else
        {
            DurableFile.Commit(workshop.PathOf(made), dataset.PathOf(said));
            _replaced.Add(said.File);
            return Task.CompletedTask;
        }

        File.Delete(workshop.PathOf(made));
        return Task.CompletedTask;
    }

    public Task RunBacklogAsync(IReadOnlyList<ShardRecord> shards, CancellationToken cancellationToken) => Task.CompletedTask;
}
