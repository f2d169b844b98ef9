namespace Piwa.Pipeline.Labelling;

/// <summary>What the labels of a data set say together, and how far labellers agree.</summary>
public sealed record LabelStatistics
{
    /// <summary>Tags that are listed.</summary>
    public const int MaximumTags = 100;

    /// <summary>Labels.</summary>
    public required int Labels { get; init; }

    /// <summary>Assets that have a label.</summary>
    public required int Assets { get; init; }

    /// <summary>Assets that have labels of two wallets or more: by these agreement is measured.</summary>
    public required int RepeatedAssets { get; init; }

    /// <summary>Wallets that have labelled.</summary>
    public required int Labellers { get; init; }

    /// <summary>Labels of each quality, 1 to 5.</summary>
    public required IReadOnlyList<int> Qualities { get; init; }

    /// <summary>Labels that say that an asset is not safe for work.</summary>
    public required int NsfwLabels { get; init; }

    /// <summary>Krippendorff's alpha of the quality, ordinal; null where no two wallets have labelled the same, or all say the same.</summary>
    public double? QualityAgreement { get; init; }

    /// <summary>Krippendorff's alpha of what is not safe for work, nominal; null in the same cases.</summary>
    public double? NsfwAgreement { get; init; }

    /// <summary>Tags, those that most labels have first; <see cref="MaximumTags"/> at most.</summary>
    public required IReadOnlyList<TagStatistics> Tags { get; init; }

    /// <summary>Mean quality of all labels; 0 where there are none.</summary>
    public double MeanQuality => Labels == 0 ? 0 : Qualities.Select((count, i) => (double)count * (i + 1)).Sum() / Labels;

    /// <summary>Puts labels together.</summary>
    /// <param name="byAsset">Labels, those of one asset together.</param>
    public static LabelStatistics Collect(IReadOnlyList<IReadOnlyList<AssetLabel>> byAsset)
    {
        ArgumentNullException.ThrowIfNull(byAsset);
        AssetLabel[] all = [.. byAsset.SelectMany(labels => labels)];
        IReadOnlyList<AssetLabel>[] repeated = [.. byAsset.Where(labels => labels.Count > 1)];
        return new LabelStatistics
        {
            Labels = all.Length,
            Assets = byAsset.Count(labels => labels.Count > 0),
            RepeatedAssets = repeated.Length,
            Labellers = all.Select(label => label.Wallet).Distinct().Count(),
            Qualities = [.. Enumerable.Range(LabelRules.LowestQuality, LabelRules.HighestQuality).Select(quality => all.Count(label => label.Quality == quality))],
            NsfwLabels = all.Count(label => label.Nsfw),
            QualityAgreement = KrippendorffAlpha.Compute(ValuesOf(repeated, label => label.Quality), AgreementScale.Ordinal),
            NsfwAgreement = KrippendorffAlpha.Compute(ValuesOf(repeated, label => label.Nsfw ? 1 : 0), AgreementScale.Nominal),
            Tags =
            [
                .. byAsset.SelectMany((labels, asset) => labels.SelectMany(label => label.Tags.Select(tag => (Tag: tag, Asset: asset))))
                    .GroupBy(use => use.Tag)
                    .Select(uses => (Tag: uses.Key, Labels: uses.Count(), Assets: uses.Select(use => use.Asset).Distinct().Count()))
                    .OrderByDescending(tag => tag.Labels).ThenBy(tag => tag.Tag, StringComparer.Ordinal)
                    .Take(MaximumTags)
                    .Select(tag => new TagStatistics(
                        tag.Tag,
                        tag.Labels,
                        tag.Assets,
                        KrippendorffAlpha.Compute(ValuesOf(repeated, label => label.Tags.Contains(tag.Tag) ? 1 : 0), AgreementScale.Nominal))),
            ],
        };
    }

    private static IEnumerable<IReadOnlyList<int>> ValuesOf(IReadOnlyList<AssetLabel>[] units, Func<AssetLabel, int> value) =>
        units.Select(labels => (IReadOnlyList<int>)[.. labels.Select(value)]);
}
