using Piwa.Host.Observability;
using Piwa.Host.Terminal;
using Piwa.Pipeline;
using Piwa.Tests.Host.Observability;
using Piwa.Tests.House;
using Spectre.Console;

namespace Piwa.Tests.Host;

public sealed class RunViewTests
{
    private static readonly (string, int, double)[] None =
        [("generate", 1, 0), ("render", 1, 0), ("seal", 2, 0), ("shard", 1, 0), ("mint", 1, 0)];

    private static readonly (string, int, double)[] Some =
        [("generate", 1, 2), ("render", 1, 7), ("seal", 2, 0.6), ("shard", 1, 0.3), ("mint", 1, 0.1)];

    [Fact]
    public void TheGraphHasRateQueueAndShareOfEachStage()
    {
        string[] lines = Show(Progress(), 80);
        Assert.Equal("         generate ──► render ────► seal ──────► shard ─────► mint", lines[0].TrimEnd());
        Assert.Equal("rate/s   80.0         80.0         80.0         80.0         80.0", lines[1].TrimEnd());
        Assert.Equal("queue    3/8          3/8          3/8          3/8          3/8", lines[2].TrimEnd());
        Assert.Equal("share    20 %         70 % slowest 6 %          3 %          1 %", lines[3].TrimEnd());
        Assert.EndsWith("80.0 %  800/1,000 assets  80.0/s  2.5 s left", lines[4], StringComparison.Ordinal);
        Assert.Equal("12.3 MB in 2 shards  unminted 4  dead letters 1", lines[5]);
        Assert.Equal(6, lines.Length);
    }

    [Fact]
    public void TheDisplayInTheDocumentsIsTheOneShown()
    {
        var rates = new RunRates();
        RunProgress before = RunRatesTests.Progress(24.4, 2072 - 604, None), now = RunRatesTests.Progress(34.4, 2072, Some) with
        {
            Planned = 3000,
            Shards = 8,
            ShardBytes = 74_100_000,
            Stages =
            [
                Stage("generate", 2, 1, 2.1, 612, 1), Stage("render", 2, 1, 7.06, 612, 0), Stage("seal", 4, 2, 0.7, 604, 0), Stage("shard", 4, 1, 0.06, 604, 0),
                Stage("mint", 64, 1, 0.02, 576, 0),
            ],
        };
        rates.Add(before with { Stages = [.. now.Stages.Select(stage => stage with { Assets = 0, Busy = TimeSpan.Zero })] });
        rates.Add(now);
        Assert.Equal(
            Document.Block("docs/operating.md", "text").TrimEnd().Split('\n'),
            RunView.Lines(now, rates, width: 74, isUnicode: true).Select(line => Markup.Remove(line).TrimEnd()));
    }

    [Fact]
    public void WhatHoldsARunUpIsSaid()
    {
        RunProgress progress = Progress() with { Waiting = "the oracle is away: [no] route", DeviceLosses = 2, LastDeviceLoss = "cuda:0 is gone.", IsDraining = true };
        string[] lines = Show(progress, 80);
        Assert.Equal("device lost 2 times; last: cuda:0 is gone.", lines[6]);
        Assert.Equal("waiting: the oracle is away: [no] route", lines[7]);
        Assert.StartsWith("stopping:", lines[8], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(73)]
    [InlineData(74)]
    [InlineData(79)]
    [InlineData(200)]
    public void NoLineIsWiderThanTheTerminal(int width)
    {
        RunProgress progress = Progress() with { Waiting = new string('x', 300), AlreadyThere = 1_000_000_000 };
        foreach (bool isUnicode in (bool[])[true, false])
        {
            string[] lines = Show(progress, width, isUnicode);
            Assert.All(lines, line => Assert.InRange(line.Length, 1, width));
            Assert.Equal(width >= 74 ? 7 : 3, lines.Length);
            if (!isUnicode)
                Assert.All(lines, line => Assert.True(line.All(char.IsAscii), line));
        }
    }

    private static RunProgress Progress() => RunRatesTests.Progress(10, 800, Some) with { UnmintedShards = 4, DeadLettered = 3, Drained = 2 };

    private static StageShare Stage(string name, int capacity, int parallelism, double busy, long assets, int waiting) =>
        new(name, capacity, parallelism, TimeSpan.FromSeconds(busy), 0) { Assets = assets, Waiting = waiting };

    private static string[] Show(RunProgress progress, int width, bool isUnicode = true)
    {
        var rates = new RunRates();
        rates.Add(RunRatesTests.Progress(0, 0, None));
        rates.Add(progress);
        return [.. RunView.Lines(progress, rates, width, isUnicode).Select(Markup.Remove)];
    }
}
