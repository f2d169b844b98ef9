using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary>One export: reads row groups, packs the assets that are not there yet, writes them in order.</summary>
internal sealed class ExportRun(
    Dataset dataset,
    ExportTarget target,
    ulong first,
    ulong end,
    IProgress<DatasetExportProgress>? progress,
    CancellationToken cancellationToken)
{
    /// <summary>Bytes of unpacked views that are packed and written at a time; one asset may have more.</summary>
    private const long ChunkBytes = 1 << 28;

    /// <summary>Most assets that are packed at a time, so that progress moves.</summary>
    private const long ChunkAssets = 64;

    private readonly int _chunk = (int)Math.Clamp(ChunkBytes / dataset.Campaign.ViewBytes, 1, ChunkAssets);

    public DatasetExportProgress Progress { get; private set; } = new(0, 0, dataset.Shards.Sum(shard => Rows(shard, first, end)));

    public async Task RunAsync()
    {
        foreach (ShardRecord shard in dataset.Shards.Where(shard => Rows(shard, first, end) > 0))
        {
            ShardReader reader = await dataset.OpenShardAsync(shard, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                for (int group = 0; group < reader.RowGroupCount; group++)
                    await ExportAsync(reader, group).ConfigureAwait(false);
            }
        }

        target.Complete();
    }

    /// <summary>A row group of which everything is there is not read but for its small columns.</summary>
    private async Task ExportAsync(ShardReader reader, int group)
    {
        IReadOnlyList<AssetRow> small = await reader.ReadSmallColumnsAsync(group, cancellationToken).ConfigureAwait(false);
        AssetRow[] wanted = [.. small.Where(row => row.AssetIndex >= first && row.AssetIndex < end)];
        HashSet<ulong> missing = [.. wanted.Where(row => !target.Holds(row)).Select(row => row.AssetIndex)];
        Report(Progress with { AlreadyThere = Progress.AlreadyThere + wanted.Length - missing.Count });
        if (missing.Count == 0)
            return;

        IReadOnlyList<AssetRow> rows = await reader.ReadRowGroupAsync(group, cancellationToken).ConfigureAwait(false);
        foreach (AssetRow[] chunk in rows.Where(row => missing.Contains(row.AssetIndex)).Chunk(_chunk))
        {
            Write(chunk);
            Report(Progress with { Written = Progress.Written + chunk.Length });
        }
    }

    /// <summary>Packing is nearly all of the work: the files of all assets of a chunk are made on all cores.</summary>
    private void Write(AssetRow[] rows)
    {
        IReadOnlyList<ExportFile>[] files = Array.ConvertAll(rows, target.Files);
        try
        {
            Parallel.ForEach(files.SelectMany(list => list), new ParallelOptions { CancellationToken = cancellationToken }, file => file.Make());
        }
        catch (AggregateException faults) when (faults.InnerExceptions[0] is FormatException damage)
        {
            throw new ShardFormatException($"A blob of the assets {rows[0].AssetIndex} to {rows[^1].AssetIndex} is damaged: {damage.Message}", damage);
        }

        for (int i = 0; i < rows.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            target.Write(rows[i], files[i]);
        }
    }

    private void Report(DatasetExportProgress state)
    {
        Progress = state;
        progress?.Report(state);
    }

    private static long Rows(ShardRecord shard, ulong first, ulong end)
    {
        ulong from = Math.Max(shard.FirstAsset, first), to = Math.Min(shard.FirstAsset + (ulong)shard.Assets, end);
        return from >= to ? 0 : (long)(to - from) - shard.Dead.Count(dead => dead >= from && dead < to);
    }
}
