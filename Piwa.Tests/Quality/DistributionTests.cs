using Piwa.Pipeline.Quality;

namespace Piwa.Tests.Quality;

public sealed class DistributionTests
{
    [Fact]
    public void MomentsAndPercentilesOfOneToAHundred()
    {
        Distribution found = Distribution.Of("x", "", [.. Enumerable.Range(1, 100).Select(i => (float)i).Reverse()], isWhole: true);
        Assert.Equal((100, 50.5, 1.0, 100.0), (found.Count, found.Mean, found.Minimum, found.Maximum));
        Assert.Equal(Math.Sqrt(((100.0 * 100) - 1) / 12), found.Deviation, 1e-9);
        Assert.Equal(
            (2.0, 6.0, 51.0, 96.0, 100.0),
            (found.Percentile1, found.Percentile5, found.Median, found.Percentile95, found.Percentile99));
    }

    [Theory]
    [InlineData(new[] { 3f }, true, 1)]
    [InlineData(new[] { 0f }, false, 1)]
    [InlineData(new[] { 1f, 2f, 2f, 7f }, true, 7)]
    [InlineData(new[] { 0.5f, 0.5f, 0.5f }, false, 1)]
    [InlineData(new[] { 0f, 30f }, false, 15)]
    [InlineData(new[] { 10_000f, 20_000f }, true, 21)]
    public void HistogramsHoldEveryValue(float[] sorted, bool isWhole, int bins)
    {
        Histogram found = Histogram.OfSorted(sorted, isWhole);
        Assert.Equal(bins, found.Counts.Count);
        Assert.Equal(sorted.Length, found.Counts.Sum());
        Assert.True(found.Lower <= sorted[0] && found.Upper >= sorted[^1], $"{found.Lower} to {found.Upper}");
        Assert.True(found.Counts[0] > 0 && found.Counts[^1] > 0);
    }

    [Fact]
    public void SharesAreTalliedInFineSteps()
    {
        var tally = new ShareTally();
        for (int i = 0; i < 1000; i++)
            tally.Add((i + 0.5f) / 1000f);
        Distribution found = tally.ToDistribution("x");
        Assert.Equal(0.5, found.Mean, 1e-5);
        Assert.Equal(0.5005, found.Median, 1e-4);
        Assert.Equal(0.9505, found.Percentile95, 1e-4);
        Assert.Equal(1000, found.Histogram.Counts.Sum());
        Assert.Equal(20, found.Histogram.Counts[7]);
        Assert.Equal(10, tally.Below(0.01));
        Assert.Equal(0, new ShareTally().ToDistribution("x").Count);
    }
}
