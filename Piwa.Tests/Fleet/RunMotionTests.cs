using Microsoft.Extensions.Time.Testing;
using Piwa.Pipeline;
using Piwa.Pipeline.Fleet;

namespace Piwa.Tests.Fleet;

/// <summary>A run that reports the same again and again does not move.</summary>
public sealed class RunMotionTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RunMotion _motion;

    public RunMotionTests() => _motion = new RunMotion(_clock);

    [Fact]
    public void WhatReportsTheSameIsStuckAfterAWhile()
    {
        _motion.Report(At(3));
        _clock.Advance(_motion.Patience);
        Assert.False(_motion.IsStuck);
        _motion.Report(At(3));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(_motion.IsStuck);
        _motion.Report(At(4));
        Assert.False(_motion.IsStuck);
        _clock.Advance(2 * _motion.Patience);
        Assert.True(_motion.IsStuck);
        _motion.Moved();
        Assert.False(_motion.IsStuck);
    }

    private static RunProgress At(long sealedAssets) => new()
    {
        Planned = 9,
        AlreadyThere = 0,
        Admitted = 9,
        Sealed = sealedAssets,
        Completed = 0,
        DeadLettered = 0,
        Drained = 0,
        Shards = 0,
        ShardBytes = 0,
        Elapsed = TimeSpan.Zero,
        Stages = [],
        IsDraining = false,
    };
}
