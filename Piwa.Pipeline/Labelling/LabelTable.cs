using Parquet;
using Parquet.Serialization;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Labelling;

/// <summary>Writes what labels say as a table beside the shards: <c>labels.parquet</c>, a row for each labelled asset.</summary>
public static class LabelTable
{
    private const string FileName = "labels.parquet";
    private const string VersionKey = "piwa.labels";
    private const string Version = "1";
    private const string CampaignKey = "piwa.campaign";

    /// <summary>Where the table of a data set lies.</summary>
    /// <param name="directory">The data set's directory.</param>
    public static string PathIn(string directory) => Path.Combine(directory, FileName);

    /// <summary>
    /// Writes the table of a data set, in the place of one before. Labels of assets that are not there any more, or of other contents than theirs,
    /// are left out.
    /// </summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="book">Its labels.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Gives up; the file is as it was.</param>
    /// <exception cref="IOException">A shard cannot be read, or the file not be written.</exception>
    /// <exception cref="ShardFormatException">A shard is damaged.</exception>
    public static async Task<LabelTableReport> WriteAsync(
        Dataset dataset, LabelBook book, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(book);
        ArgumentException.ThrowIfNullOrEmpty(path);
        IReadOnlyList<IReadOnlyList<AssetLabel>> labels = book.ByAsset();
        List<LabelSummary> rows = [];
        foreach (var group in labels.GroupBy(one => dataset.FindShard(one[0].Asset)?.FirstAsset))
        {
            if (group.Key is not { } first)
                continue;
            IReadOnlyList<ShardAsset> assets = await dataset.ReadHashesAsync(dataset.FindShard(first)!, cancellationToken).ConfigureAwait(false);
            var hashes = assets.ToDictionary(asset => asset.AssetIndex, asset => asset.Hash);
            rows.AddRange(group
                .Select(one => hashes.TryGetValue(one[0].Asset, out var hash) ? LabelSummary.Of(one[0].Asset, hash, one) : null)
                .OfType<LabelSummary>());
        }

        using MemoryStream file = new();
        await ParquetSerializer.SerializeAsync(
            rows.OrderBy(row => row.Asset).Select(LabelTableRow.Of).ToArray(),
            file,
            new ParquetOptions { CompressionMethod = CompressionMethod.Zstd },
            new Dictionary<string, string> { [VersionKey] = Version, [CampaignKey] = dataset.CampaignHash.ToString() },
            cancellationToken).ConfigureAwait(false);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
            Directory.CreateDirectory(directory);
        DurableFile.Write(Path.GetFullPath(path), file.GetBuffer().AsSpan(0, (int)file.Length));
        return new LabelTableReport(rows.Count, rows.Sum(row => row.Labels), labels.Sum(one => one.Count) - rows.Sum(row => row.Labels));
    }
}
