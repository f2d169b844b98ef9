using Piwa.Kernels.Views;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary>Writes a data set, or a range of it, in the form that published loaders expect.</summary>
/// <remarks>
/// An object that is there is whole: it is written under a temporary name. An export that was stopped goes on where it was; the same
/// data set and options give the same files.
/// </remarks>
public static class DatasetExporter
{
    /// <summary>Assets that are in memory at once, for each core: pictures wait to be written while others are packed.</summary>
    private const int AssetsOfCore = 4;

    /// <summary>Writes the export.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="options">What to write.</param>
    /// <param name="progress">Told after every few assets.</param>
    /// <param name="cancellationToken">Stops the export; finished objects stay.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="ArgumentException">
    /// The options are out of their ranges; the form cannot express the data set's cameras, or needs a channel that it does not have; or
    /// the directory holds something else. Nothing is written.
    /// </exception>
    /// <exception cref="ShardFormatException">A shard is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static async Task<DatasetExportProgress> ExportAsync(
        Dataset dataset,
        DatasetExportOptions options,
        IProgress<DatasetExportProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (ulong first, ulong end) = Range(dataset, options);
        ShardRecord[] shards = [.. dataset.Shards.Where(shard => shard.FirstAsset < end && shard.FirstAsset + (ulong)shard.Assets > first)];
        long total = shards.Sum(shard => Rows(shard, first, end));
        if (total == 0)
            throw new ArgumentException($"The data set in '{dataset.DirectoryPath}' has no asset from index {first} on, up to {end}.");

        using ExportTarget target = ExportTarget.Create(dataset.Campaign, options, first);
        CheckCampaign(dataset.Campaign, target, options.Format);
        ExportMarker.Claim(dataset, options, first, end);
        var state = new DatasetExportProgress(0, 0, total);
        try
        {
            foreach (ShardRecord shard in shards)
            {
                ShardReader reader = await ShardReader.OpenAsync(dataset.PathOf(shard), cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    for (int group = 0; group < reader.RowGroupCount; group++)
                    {
                        IReadOnlyList<AssetRow> small = await reader.ReadSmallColumnsAsync(group, cancellationToken).ConfigureAwait(false);
                        HashSet<ulong> wanted = [.. small.Where(InRange).Where(row => !target.Holds(row)).Select(row => row.AssetIndex)];
                        state = state with { AlreadyThere = state.AlreadyThere + small.Count(InRange) - wanted.Count };
                        progress?.Report(state);
                        if (wanted.Count == 0)
                            continue;

                        IReadOnlyList<AssetRow> rows = await reader.ReadRowGroupAsync(group, cancellationToken).ConfigureAwait(false);
                        foreach (AssetRow[] chunk in rows.Where(row => wanted.Contains(row.AssetIndex)).Chunk(AssetsOfCore * Environment.ProcessorCount))
                        {
                            WriteChunk(target, chunk, cancellationToken);
                            state = state with { Written = state.Written + chunk.Length };
                            progress?.Report(state);
                        }
                    }
                }
            }

            target.Complete();
        }
        finally
        {
            target.WriteIndex();
        }

        return state;

        bool InRange(AssetRow row) => row.AssetIndex >= first && row.AssetIndex < end;
    }

    /// <summary>Packing is nearly all of the work, and done on all cores; writing is in the order of the assets.</summary>
    private static void WriteChunk(ExportTarget target, AssetRow[] rows, CancellationToken cancellationToken)
    {
        var files = new IReadOnlyList<ExportFile>[rows.Length];
        try
        {
            Parallel.For(0, rows.Length, new ParallelOptions { CancellationToken = cancellationToken }, i => files[i] = target.Pack(rows[i]));
        }
        catch (AggregateException faults) when (faults.InnerExceptions[0] is FormatException damage)
        {
            throw new ShardFormatException($"The blobs of assets {rows[0].AssetIndex} to {rows[^1].AssetIndex} are damaged: {damage.Message}", damage);
        }

        for (int i = 0; i < rows.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            target.Write(rows[i], files[i]);
        }
    }

    private static void CheckCampaign(Campaign campaign, ExportTarget target, ExportFormat format)
    {
        if (!campaign.Channels.HasFlag(ViewChannels.Color))
            throw new ArgumentException($"{format} needs the channel color; the data set has {ImageChannel.Format(campaign.Channels)}.");
        if (target.Dialect is not { } dialect)
            return;

        CameraRecord[] cameras =
        [
            .. campaign.FindRig(campaign.Rig).CreateCameras(campaign.Seed, 0).Select(camera => CameraRecord.From(camera, campaign.ImageResolution)),
        ];
        IReadOnlyList<string> faults = CameraFiles.Check(dialect, cameras);
        if (faults.Count > 0)
            throw new ArgumentException($"{format} cannot hold the cameras of {campaign.Rig}. {string.Join(" ", faults)}");
    }

    private static (ulong First, ulong End) Range(Dataset dataset, DatasetExportOptions options)
    {
        ulong end = dataset.Shards is [.., var last] ? last.FirstAsset + (ulong)last.Assets : 0;
        ulong first = Math.Min(options.FirstAsset, end);
        return (first, options.AssetCount is { } count ? first + Math.Min(count, end - first) : end);
    }

    private static long Rows(ShardRecord shard, ulong first, ulong end)
    {
        ulong from = Math.Max(shard.FirstAsset, first), to = Math.Min(shard.FirstAsset + (ulong)shard.Assets, end);
        return (long)(to - from) - shard.Dead.Count(dead => dead >= from && dead < to);
    }
}
