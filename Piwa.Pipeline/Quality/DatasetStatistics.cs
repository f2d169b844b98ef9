using System.Text.Json;
using System.Text.Json.Serialization;
using Piwa.Pipeline.Labelling;

namespace Piwa.Pipeline.Quality;

/// <summary>How varied and how sound a data set is.</summary>
public sealed record DatasetStatistics
{
    /// <summary>Up to this many assets, each is compared with every other.</summary>
    public const int ExactAssets = 20_000;

    /// <summary>Above <see cref="ExactAssets"/>, at least this many assets, chosen at random, are compared with all others.</summary>
    public const int FewestQueries = 1_000;

    /// <summary>Mean luminance below which a covered view counts as dark.</summary>
    public const double DarkLuminance = 0.01;

    /// <summary>Mean luminance from which on a covered view counts as glaring.</summary>
    public const double GlaringLuminance = 0.9;

    /// <summary>Share of burnt pixels from which on an asset counts as burnt.</summary>
    public const float BurntAssetShare = 0.1f;

    /// <summary>Share of black pixels from which on an asset counts as black.</summary>
    public const float BlackAssetShare = 0.5f;

    /// <summary>
    /// Distances at which near-duplicates are counted, in form, look and both. In form 24 holds nine in ten turned copies of an asset, in look most
    /// copies in other materials; 4 holds hardly more than copies.
    /// </summary>
    public static IReadOnlyList<int> Thresholds { get; } = [4, 8, 16, 24, 32];

    /// <summary>Assets.</summary>
    public required long Assets { get; init; }

    /// <summary>Views of all assets.</summary>
    public required long Views { get; init; }

    /// <summary>Views with less than 1 in 1,000 pixels covered; see <see cref="AssetMetrics.BlankCoverage"/>.</summary>
    public required long BlankViews { get; init; }

    /// <summary>Views with less than 1 in 100 pixels covered, the blank ones included.</summary>
    public required long SparseViews { get; init; }

    /// <summary>Views that are not blank and darker than <see cref="DarkLuminance"/>.</summary>
    public required long DarkViews { get; init; }

    /// <summary>Views that are not blank and at least as light as <see cref="GlaringLuminance"/>.</summary>
    public required long GlaringViews { get; init; }

    /// <summary>Assets of which at least <see cref="BurntAssetShare"/> of the covered pixels are burnt.</summary>
    public required long BurntAssets { get; init; }

    /// <summary>Assets of which at least <see cref="BlackAssetShare"/> of the covered pixels are black.</summary>
    public required long BlackAssets { get; init; }

    /// <summary>Triangles of an asset.</summary>
    public required Distribution Triangles { get; init; }

    /// <summary>Parts of an asset.</summary>
    public required Distribution Parts { get; init; }

    /// <summary>Stored blobs of an asset, in kB.</summary>
    public required Distribution Size { get; init; }

    /// <summary>Volume of an asset, in unit cubes.</summary>
    public required Distribution Volume { get; init; }

    /// <summary>Surface of an asset, in squares of the unit cube's side.</summary>
    public required Distribution SurfaceArea { get; init; }

    /// <summary>Mean luminance of an asset.</summary>
    public required Distribution AssetLuminance { get; init; }

    /// <summary>Share of burnt pixels of an asset.</summary>
    public required Distribution BurntShare { get; init; }

    /// <summary>Share of black pixels of an asset.</summary>
    public required Distribution BlackShare { get; init; }

    /// <summary>Coverage of a view.</summary>
    public required Distribution Coverage { get; init; }

    /// <summary>Mean luminance of a view that is not blank; in steps of 1 / 65,536, as the coverage.</summary>
    public required Distribution Luminance { get; init; }

    /// <summary>Stored bytes of all assets by blob column.</summary>
    public required IReadOnlyList<ColumnSize> Columns { get; init; }

    /// <summary>Primitives by how many parts are of them, the most frequent first; those that no part is of are there too.</summary>
    public required IReadOnlyList<Usage> Primitives { get; init; }

    /// <summary>Material families in the same way.</summary>
    public required IReadOnlyList<Usage> Materials { get; init; }

    /// <summary>Neighbours in form; null for a single asset.</summary>
    public NeighbourStatistics? Shape { get; init; }

    /// <summary>Neighbours in look; null for a single asset.</summary>
    public NeighbourStatistics? Look { get; init; }

    /// <summary>Neighbours in both: the distance is the larger one of form and look; null for a single asset.</summary>
    public NeighbourStatistics? Both { get; init; }

    /// <summary>What people say of the assets; null where nobody has labelled any, or it was not asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LabelStatistics? Labels { get; init; }

    /// <summary>The distributions, in the order in which they are shown.</summary>
    [JsonIgnore]
    public IEnumerable<Distribution> Distributions =>
        [Triangles, Parts, Size, Volume, SurfaceArea, AssetLuminance, BurntShare, BlackShare, Coverage, Luminance];

    /// <summary>Makes the statistics of a stream of assets, in any order; keeps about 100 bytes for each.</summary>
    /// <param name="assets">The assets.</param>
    /// <param name="progress">Told now and then how far the work is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentException">There are no assets.</exception>
    public static async Task<DatasetStatistics> CollectAsync(
        IAsyncEnumerable<AssetSummary> assets,
        IProgress<StatisticsProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assets);
        var collector = new StatisticsCollector();
        await foreach (AssetSummary asset in assets.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            collector.Add(asset);
            progress?.Report(new StatisticsProgress(collector.Assets, 0));
        }

        if (collector.Assets == 0)
            throw new ArgumentException("There are no assets to make statistics of.", nameof(assets));
        return collector.Finish(progress, cancellationToken);
    }

    /// <summary>Writes all numbers as JSON, UTF-8.</summary>
    public void WriteJson(Stream target) => JsonSerializer.Serialize(target, this, StatisticsJson.Default.DatasetStatistics);
}
