using Piwa.Host.Observability;
using Piwa.Pipeline;

namespace Piwa.Tests.Host.Observability;

public sealed class RunRatesTests
{
    [Fact]
    public void TheRateIsThatOfTheLastSeconds()
    {
        var rates = new RunRates();
        rates.Add(Progress(0, 0));
        Assert.Equal((0, null), (rates.AssetsPerSecond, rates.Left));

        // Ten a second for a minute, then nothing.
        for (int second = 1; second <= 60; second++)
            rates.Add(Progress(second, 10 * second));
        Assert.Equal(10, rates.AssetsPerSecond, 6);
        Assert.Equal(TimeSpan.FromSeconds(40), rates.Left);
        for (int second = 61; second <= 75; second++)
            rates.Add(Progress(second, 600));
        Assert.Equal(0, rates.AssetsPerSecond);
    }

    [Fact]
    public void TheBottleneckIsTheStageWhoseWorkersHaveNoTimeLeft()
    {
        var rates = new RunRates();
        rates.Add(Progress(0, 0, ("generate", 1, 0), ("seal", 4, 0)));
        Assert.Null(rates.Bottleneck);

        // Sealing takes more time in all, but its four workers have four times as much of it.
        rates.Add(Progress(10, 80, ("generate", 1, 9), ("seal", 4, 12)));
        Assert.Equal("generate", rates.Bottleneck!.Stage.Name);
        Assert.Equal(0.9, rates.Stages[0].Load, 6);
        Assert.Equal(0.3, rates.Stages[1].Load, 6);
        Assert.Equal(9.0 / 21, rates.Stages[0].Share, 6);
        Assert.Equal(8, rates.Stages[0].AssetsPerSecond, 6);
    }

    [Fact]
    public void StagesThatShareAThreadAreBusyTogether()
    {
        // Half a thread of the lane each: together they are busier than the others.
        RunProgress lane = OnOneLane(Progress(10, 1, ("generate", 1, 4), ("render", 1, 5), ("seal", 2, 12), ("mint", 1, 1)));
        Assert.Equal("render", lane.FindBottleneck());
        RunProgress later = OnOneLane(Progress(20, 1, ("generate", 1, 5), ("render", 1, 6), ("seal", 2, 31), ("mint", 1, 2)));
        Assert.Equal("seal", later.FindBottleneck(lane));
        Assert.Null(Progress(10, 1, ("seal", 1, 0.9)).FindBottleneck());
        Assert.Equal("seal", Progress(10, 1, ("seal", 1, 1.1)).FindBottleneck());
        Assert.Null(lane.FindBottleneck(lane));
        Assert.Null(Progress(10, 1).FindBottleneck());

        var rates = new RunRates();
        rates.Add(lane);
        Assert.Equal("render", rates.Bottleneck!.Stage.Name);
        rates.Add(later);
        Assert.Equal("seal", rates.Bottleneck!.Stage.Name);
    }

    [Fact]
    public void ALostDeviceDoesNotMakeRatesNegative()
    {
        var rates = new RunRates();
        rates.Add(Progress(0, 0, ("generate", 1, 0)));
        rates.Add(Progress(10, 80, ("generate", 1, 9)));
        rates.Add(Progress(11, 64, ("generate", 1, 0)) with { DeviceLosses = 1 });
        rates.Add(Progress(12, 72, ("generate", 1, 0.5)) with { DeviceLosses = 1 });
        Assert.Equal(8, rates.AssetsPerSecond, 6);
        Assert.Equal(0.5, rates.Stages[0].Load, 6);
    }

    private static RunProgress OnOneLane(RunProgress progress) => progress with
    {
        Stages = [.. progress.Stages.Select(stage => stage.Name is "generate" or "render" ? stage with { Lane = "lane" } : stage)],
    };

    /// <summary>A run of 1,000 assets; each stage is done with those that are sealed.</summary>
    internal static RunProgress Progress(double seconds, long made, params (string Name, int Parallelism, double Busy)[] stages) => new()
    {
        Planned = 1000,
        AlreadyThere = 0,
        Admitted = made,
        Sealed = made,
        Completed = made,
        DeadLettered = 0,
        Drained = 0,
        Shards = 2,
        ShardBytes = 12_300_000,
        Elapsed = TimeSpan.FromSeconds(seconds),
        Stages = [.. stages.Select(stage => new StageShare(stage.Name, 8, stage.Parallelism, TimeSpan.FromSeconds(stage.Busy), 0) { Assets = made, Waiting = 3 })],
        IsDraining = false,
    };
}
