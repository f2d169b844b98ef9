namespace Piwa.Pipeline.Quality;

/// <summary>Distances between the assets of a data set: how many are nearly the same, and how the set fills its space as it grows.</summary>
/// <param name="Queries">
/// Assets whose neighbours were searched, each among all assets: all of them up to <see cref="DatasetStatistics.ExactAssets"/>, else a random
/// sample.
/// </param>
/// <param name="Assets">Assets among which was searched.</param>
/// <param name="Duplicates">Near-duplicates at the thresholds <see cref="DatasetStatistics.Thresholds"/>.</param>
/// <param name="NearestCounts">Queries by the distance of their nearest other asset, from 0 to the largest.</param>
/// <param name="Coverage">
/// The coverage curve: nearest distances among random parts of the set, each twice the one before, the last one all. It falls while new
/// assets fill gaps: by 2^(-1/d) at each doubling where the assets have d degrees of freedom. Repetition shows as a fall to 0.
/// </param>
public sealed record NeighbourStatistics(
    int Queries,
    int Assets,
    IReadOnlyList<NearDuplicates> Duplicates,
    IReadOnlyList<long> NearestCounts,
    IReadOnlyList<CoveragePoint> Coverage)
{
    /// <summary>Median of the distances to the nearest other asset.</summary>
    public int MedianNearest => Coverage[^1].MedianDistance;
}
