using Piwa.Host.Pages;
using Piwa.Pipeline;

namespace Piwa.Tests.Host.Pages;

public sealed class RunFeedTests
{
    [Fact]
    public void AWeekOfSamplesTakesABoundedPlaceAndCoversAllOfIt()
    {
        const int Week = 7 * 24 * 3600;
        var feed = new RunFeed(null, () => 5);
        Assert.Null(feed.Read());
        for (int second = 1; second <= Week; second++)
            feed.Report(Progress(second, made: 3 * second));

        RunState state = feed.Read()!;
        Assert.InRange(state.Samples.Length, RunFeed.MostSamples / 2, RunFeed.MostSamples);
        Assert.InRange(state.Samples[0].Seconds, 1, Week / 200);
        Assert.InRange(state.Samples[^1].Seconds, Week * 0.99, Week);
        Assert.All(state.Samples, sample => Assert.Equal((3.0, 5L), (Math.Round(sample.AssetsPerSecond, 9), sample.MemoryBytes)));
        Assert.Equal(Week - 10, state.Before!.Elapsed.TotalSeconds);
    }

    [Fact]
    public void OthersAreToldAndALostDeviceBeginsTheWindowAnew()
    {
        var told = new List<RunProgress>();
        var feed = new RunFeed(new Told(told.Add), () => 0);
        feed.Report(Progress(1, 1));
        feed.Report(Progress(2, 2));
        Assert.NotNull(feed.Read()!.Before);
        feed.Report(Progress(3, 3) with { DeviceLosses = 1 });
        Assert.Null(feed.Read()!.Before);
        Assert.Equal(3, told.Count);
    }

    [Fact]
    public void TheBottleneckIsTheBusiestStageOfTheBusiestThread()
    {
        // Half a thread of the lane each: together they are busier than the others.
        RunProgress lane = Progress(10, 1, ("generate", 4.0, 1, "lane"), ("render", 5.0, 1, "lane"), ("seal", 12, 2, null), ("mint", 1, 1, null));
        Assert.Equal("render", lane.FindBottleneck());
        RunProgress later = Progress(20, 1, ("generate", 5.0, 1, "lane"), ("render", 6.0, 1, "lane"), ("seal", 31, 2, null), ("mint", 2, 1, null));
        Assert.Equal("seal", later.FindBottleneck(lane));
        Assert.Null(Progress(10, 1, ("seal", 0.9, 1, null)).FindBottleneck());
        Assert.Equal("seal", Progress(10, 1, ("seal", 1.1, 1, null)).FindBottleneck());
        Assert.Null(lane.FindBottleneck(lane));
    }

    private static RunProgress Progress(double seconds, long made, params (string Name, double Busy, int Parallelism, string? Lane)[] stages) => new()
    {
        Planned = 10,
        AlreadyThere = 0,
        Admitted = made,
        Sealed = made,
        Completed = made,
        DeadLettered = 0,
        Drained = 0,
        Shards = 0,
        ShardBytes = 0,
        Elapsed = TimeSpan.FromSeconds(seconds),
        IsDraining = false,
        Stages = [.. stages.Select(s => new StageShare(s.Name, 2, s.Parallelism, TimeSpan.FromSeconds(s.Busy), 0) { Worked = 1, Lane = s.Lane })],
    };

    private sealed class Told(Action<RunProgress> take) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => take(value);
    }
}
