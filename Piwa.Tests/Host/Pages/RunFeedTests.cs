using Piwa.Host.Pages;
using Piwa.Tests.Host.Observability;

namespace Piwa.Tests.Host.Pages;

public sealed class RunFeedTests
{
    [Fact]
    public void AWeekOfSamplesTakesABoundedPlaceAndCoversAllOfIt()
    {
        const int Week = 7 * 24 * 3600;
        var feed = new RunFeed(() => 5);
        Assert.Null(feed.Read());
        for (int second = 1; second <= Week; second++)
            feed.Report(RunRatesTests.Progress(second, 3 * second));

        RunState state = feed.Read()!;
        Assert.InRange(state.Samples.Length, RunFeed.MostSamples / 2, RunFeed.MostSamples);
        Assert.InRange(state.Samples[0].Seconds, 1, Week / 200);
        Assert.InRange(state.Samples[^1].Seconds, Week * 0.99, Week);
        Assert.All(state.Samples, sample => Assert.Equal((3.0, 5L), (Math.Round(sample.AssetsPerSecond, 9), sample.MemoryBytes)));
        Assert.Equal(3, state.AssetsPerSecond, 9);
    }
}
