using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Labelling;

/// <summary>What the labels of one asset say together: a row of <c>labels.parquet</c>.</summary>
/// <param name="Asset">Index of the asset.</param>
/// <param name="Hash">Its content hash.</param>
/// <param name="Labels">How many labels there are.</param>
/// <param name="QualityMean">Mean of their quality.</param>
/// <param name="QualityMedian">Median of their quality; of an even number the mean of the two in the middle.</param>
/// <param name="NsfwVotes">How many say that it is not safe for work.</param>
/// <param name="Tags">Tags with how many labels have each, the most frequent first.</param>
public sealed record LabelSummary(
    ulong Asset, ContentHash Hash, int Labels, double QualityMean, double QualityMedian, int NsfwVotes, IReadOnlyList<KeyValuePair<string, int>> Tags)
{
    /// <summary>Whether half of the labels or more say that it is not safe for work.</summary>
    public bool IsNsfw => 2 * NsfwVotes >= Labels;

    /// <summary>Puts the labels of an asset together.</summary>
    /// <param name="labels">The labels; those of another content than the first's are left out.</param>
    /// <returns>Null if there are none.</returns>
    public static LabelSummary? Of(IReadOnlyList<AssetLabel> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return labels.Count == 0 ? null : Of(labels[0].Asset, labels[^1].Hash, labels);
    }

    /// <summary>Puts the labels of a content together.</summary>
    /// <param name="asset">Index of the asset.</param>
    /// <param name="hash">Its content hash; labels of another are left out.</param>
    /// <param name="labels">The labels.</param>
    /// <returns>Null if there are none.</returns>
    public static LabelSummary? Of(ulong asset, ContentHash hash, IReadOnlyList<AssetLabel> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        AssetLabel[] fitting = [.. labels.Where(label => label.Hash == hash)];
        if (fitting.Length == 0)
            return null;
        int[] qualities = [.. fitting.Select(label => label.Quality).Order()];
        return new LabelSummary(
            asset,
            hash,
            fitting.Length,
            qualities.Average(),
            (qualities[(qualities.Length - 1) / 2] + qualities[qualities.Length / 2]) / 2.0,
            fitting.Count(label => label.Nsfw),
            [
                .. fitting.SelectMany(label => label.Tags).GroupBy(tag => tag)
                    .Select(uses => KeyValuePair.Create(uses.Key, uses.Count()))
                    .OrderByDescending(use => use.Value).ThenBy(use => use.Key, StringComparer.Ordinal),
            ]);
    }
}
