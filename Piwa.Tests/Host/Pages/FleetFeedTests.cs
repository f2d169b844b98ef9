using Microsoft.Extensions.Time.Testing;
using Piwa.Host.Pages.Fleet;

namespace Piwa.Tests.Host.Pages;

/// <summary>What the page keeps of a fleet.</summary>
public sealed class FleetFeedTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly FleetFeed _feed;

    public FleetFeedTests() => _feed = new FleetFeed(ManyNodes.About, _clock);

    [Fact]
    public void ThePaceIsThatOfTheLastMinutesAndTheEndFollowsFromIt()
    {
        Assert.Null(_feed.Read());
        Look(0);
        Assert.Equal((0, null, null), (_feed.Read()!.AssetsPerSecond, _feed.Read()!.Left, _feed.Read()!.CommittedAt));

        // A unit a second for four minutes, then none for four: of the last five, one has made something.
        for (int second = 1; second <= 480; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Look(Math.Min(second, 240));
            if (second == 240)
                Assert.Equal(ManyNodes.About.Order.Campaign.ShardAssets, _feed.Read()!.AssetsPerSecond, 6);
        }

        FleetView view = _feed.Read()!;
        Assert.Equal(300, view.Window.TotalSeconds);
        Assert.Equal(60 * ManyNodes.About.Order.Campaign.ShardAssets / 300.0, view.AssetsPerSecond, 6);
        Assert.Equal((8000 - ManyNodes.About.AssetsOf(240)) / view.AssetsPerSecond, view.Left!.Value.TotalSeconds, 3);
        Assert.Equal(_clock.GetUtcNow().AddSeconds(-240), view.CommittedAt);
        for (int second = 0; second < 300; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Look(240);
        }

        Assert.Equal((0, null), (_feed.Read()!.AssetsPerSecond, _feed.Read()!.Left));
        Look((long)ManyNodes.About.Order.Units);
        Assert.Equal(TimeSpan.Zero, _feed.Read()!.Left);
    }

    [Fact]
    public void WhatItKnewStaysWhileTheDatabaseIsAway()
    {
        _feed.Report("The database is away.");
        Assert.Equal((null, "The database is away."), (_feed.Read()!.Status, _feed.Read()!.Fault));
        Look(3);
        DateTimeOffset then = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMinutes(1));
        _feed.Report("It is away again.");
        FleetView view = _feed.Read()!;
        Assert.Equal((3, then, "It is away again."), (view.Status!.Committed, view.At, view.Fault));
        Look(4);
        Assert.Null(_feed.Read()!.Fault);
    }

    [Fact]
    public void SamplesHaveABound()
    {
        for (int second = 0; second < 5 * FleetFeed.MostSamples; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Look(second / 10);
        }

        FleetSample[] samples = _feed.Read()!.Samples;
        Assert.InRange(samples.Length, FleetFeed.MostSamples / 2, FleetFeed.MostSamples);
        Assert.Equal(samples.OrderBy(sample => sample.Seconds), samples);
        Assert.All(samples.Zip(samples.Skip(1)), pair => Assert.InRange(pair.Second.Seconds - pair.First.Seconds, 1, 8));
    }

    [Fact]
    public void NodesAreThereThatWereHeardOfInTwoMinutesAndAreNotBarred()
    {
        _feed.Report(ManyNodes.Status(300, 0, _clock.GetUtcNow()), []);
        Assert.Equal(
            Enumerable.Range(0, 300).Count(number => number % 3 != 2 && number % 100 != 1), _feed.Read()!.Present);
    }

    private void Look(long committed) => _feed.Report(ManyNodes.Status(3, committed, _clock.GetUtcNow()), []);
}
