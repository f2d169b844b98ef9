using Microsoft.Extensions.Time.Testing;
using Piwa.Host.Observability;
using Piwa.Pipeline.Fleet;

namespace Piwa.Tests.Host.Observability;

/// <summary>Whether a coordinator is well, as a supervisor is told.</summary>
public sealed class CoordinatorHealthTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly CoordinatorHealth _health;

    public CoordinatorHealthTests() => _health = new CoordinatorHealth(_clock);

    [Fact]
    public void ItTakesNoWorkBeforeItHasLookedAndWhileItWaits()
    {
        Assert.Equal("the coordinator has not begun", _health.FindUnreadiness());
        _health.Looked();
        Assert.Null(_health.FindUnreadiness());
        _health.Looked(new FleetDatabaseException("the database is away"));
        Assert.Equal("waiting: the database is away", _health.FindUnreadiness());
        Assert.Null(_health.FindStall());
    }

    [Fact]
    public void ItHangsWhenItDoesNotLookAndNotWhenItWaits()
    {
        for (int i = 0; i < 3; i++)
        {
            _clock.Advance(StallWatch.Longest - TimeSpan.FromSeconds(1));
            Assert.Null(_health.FindStall());
            _health.Looked(new FleetDatabaseException("the database is away"));
        }

        _clock.Advance(StallWatch.Longest);
        Assert.Equal("nothing has moved for 300 seconds", _health.FindStall());
    }

    [Fact]
    public void ItSaysWhichIsAway()
    {
        _health.Looked(new FleetDatabaseException("it is gone"));
        Assert.Equal(new CoordinatorState("waiting: it is gone", "it is gone", null), _health.State);
        _health.Looked(new IOException("it is full"));
        Assert.Equal(new CoordinatorState("waiting: it is full", null, "it is full"), _health.State);
        _health.Looked();
        Assert.Equal(new CoordinatorState(null, null, null), _health.State);
    }
}
