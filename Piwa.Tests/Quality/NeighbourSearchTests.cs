using Piwa.Pipeline.Quality;

namespace Piwa.Tests.Quality;

public sealed class NeighbourSearchTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(31, 31)]
    [InlineData(300, 300)]
    [InlineData(300, 40)]
    public void TheSearchAgreesWithTheObviousOne(int count, int queries)
    {
        PerceptualHash[] points = Points(count);
        NeighbourStatistics found = Run(points, queries);
        int[] nearest =
        [
            .. Enumerable.Range(0, queries).Select(i => Enumerable.Range(0, count).Where(j => j != i).Min(j => points[i].DistanceTo(points[j]))),
        ];
        Assert.Equal((queries, count), (found.Queries, found.Assets));
        Assert.Equal(queries, found.NearestCounts.Sum());
        for (int distance = 0; distance < found.NearestCounts.Count; distance++)
            Assert.Equal(nearest.Count(d => d == distance), found.NearestCounts[distance]);
        Assert.Equal(nearest.Order().ElementAt(queries / 2), found.MedianNearest);
        Assert.Equal(nearest.Average(), found.Coverage[^1].MeanDistance, 1e-9);
    }

    [Fact]
    public void PlantedDuplicatesAreFoundAtTheirDistance()
    {
        const int Count = 400, Pairs = 20, Bits = 5;
        PerceptualHash[] points = Points(Count);
        for (int i = 0; i < Pairs; i++)
            points[Count - 1 - i] = points[i] with { Front = points[i].Front ^ ((1UL << Bits) - 1) };
        IReadOnlyList<NearDuplicates> duplicates = Run(points, Count).Duplicates;
        Assert.Equal(DatasetStatistics.Thresholds, duplicates.Select(entry => entry.Threshold));
        Assert.Equal((4, 0.0, 0.0), (duplicates[0].Threshold, duplicates[0].AssetShare, duplicates[0].PairShare));
        Assert.Equal(8, duplicates[1].Threshold);
        Assert.Equal(2.0 * Pairs / Count, duplicates[1].AssetShare, 1e-12);
        Assert.Equal(2.0 * Pairs / Count / (Count - 1), duplicates[1].PairShare, 1e-12);
    }

    [Fact]
    public void TheCoverageCurveFallsAndEndsWithAll()
    {
        NeighbourStatistics found = Run(Points(1000), 1000);
        Assert.Equal([16, 32, 63, 125, 250, 500, 1000], found.Coverage.Select(point => point.Assets));
        Assert.All(found.Coverage.Zip(found.Coverage.Skip(1)), pair => Assert.True(pair.First.MeanDistance > pair.Second.MeanDistance));
        Assert.All(found.Coverage, point => Assert.True(point.Percentile95 >= point.MedianDistance));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(19_999, 19_999)]
    [InlineData(20_000, 20_000)]
    [InlineData(20_001, 19_999)]
    [InlineData(400_000, 1_000)]
    [InlineData(10_000_000, 1_000)]
    public void LargeSetsAreSampled(int assets, int queries) => Assert.Equal(queries, StatisticsCollector.QueryCount(assets));

    private static NeighbourStatistics Run(PerceptualHash[] points, int queries) =>
        NeighbourSearch.Run(points, queries, PerceptualHash.MaxDistance, _ => { }, TestContext.Current.CancellationToken);

    private static PerceptualHash[] Points(int count)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, count).Select(_ => new PerceptualHash((ulong)random.NextInt64(), (ulong)random.NextInt64()))];
    }
}
