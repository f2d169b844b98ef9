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
        using ExportTarget target = ExportTarget.Create(dataset.Campaign, options, first);
        var run = new ExportRun(dataset, target, first, end, progress, cancellationToken);
        if (run.Progress.Total == 0)
            throw new ArgumentException($"The data set in '{dataset.Address}' has no asset from index {first} on, up to {end}.");
        CheckCampaign(dataset.Campaign, target, options.Format);
        ExportMarker.Claim(dataset, options, first, end);
        try
        {
            await run.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            target.WriteIndex();
        }

        return run.Progress;
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
}
