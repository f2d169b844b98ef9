using Microsoft.Extensions.Time.Testing;
using Piwa.Host.Observability;

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
        _health.Looked(null);
        Assert.Null(_health.FindUnreadiness());
        _health.Looked("waiting: the database is away");
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
            _health.Looked("waiting: the database is away");
        }

        _clock.Advance(StallWatch.Longest);
        Assert.Equal("nothing has moved for 300 seconds", _health.FindStall());
    }
}
