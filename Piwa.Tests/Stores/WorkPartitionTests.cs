using Piwa.Pipeline;
using Piwa.Pipeline.Stores;

namespace Piwa.Tests.Stores;

public sealed class WorkPartitionTests
{
    [Theory]
    [InlineData(1, 1000, 128)]
    [InlineData(3, 1000, 128)]
    [InlineData(7, 1, 128)]
    [InlineData(5, 1280, 128)]
    public void SharesHaveEachUnitOnce(int count, ulong assets, int unit)
    {
        var order = new WorkOrder(new Campaign { ShardAssets = unit }, assets);
        (ulong, int)[] all = [.. Enumerable.Range(0, count)
            .SelectMany(i => order.UnitsOf(new WorkPartition(i, count))).Select(of => (of.FirstAsset, of.Assets)).Order()];
        ulong next = 0;
        foreach ((ulong first, int length) in all)
        {
            Assert.Equal(next, first);
            Assert.InRange(length, 1, unit);
            next += (ulong)length;
        }

        Assert.Equal(assets, next);
        Assert.Equal(order.Units, (ulong)all.Length);
        Assert.All(Enumerable.Range(0, count), i => Assert.All(
            order.UnitsOf(new WorkPartition(i, count)), of => Assert.True(new WorkPartition(i, count).Holds(of.FirstAsset / (ulong)unit))));
    }

    [Fact]
    public void SchedulersAreUnderstood()
    {
        Assert.Null(From());
        Assert.Equal(new WorkPartition(2, 8), From(("SLURM_ARRAY_TASK_ID", "2"), ("SLURM_ARRAY_TASK_MIN", "0"), ("SLURM_ARRAY_TASK_MAX", "7")));
        Assert.Equal(
            new WorkPartition(2, 4),
            From(("SLURM_ARRAY_TASK_ID", "5"), ("SLURM_ARRAY_TASK_MIN", "1"), ("SLURM_ARRAY_TASK_MAX", "7"), ("SLURM_ARRAY_TASK_STEP", "2")));
        Assert.Equal(new WorkPartition(3, 10), From(("JOB_COMPLETION_INDEX", "3"), ("JOB_COMPLETIONS", "10")));
    }

    [Fact]
    public void WhatASchedulerLeavesOutIsSaid()
    {
        AssertRefused("JOB_COMPLETIONS", ("JOB_COMPLETION_INDEX", "3"));
        AssertRefused("SLURM_ARRAY_TASK_MAX", ("SLURM_ARRAY_TASK_ID", "2"), ("SLURM_ARRAY_TASK_MIN", "0"));
        AssertRefused("'x'", ("JOB_COMPLETION_INDEX", "x"), ("JOB_COMPLETIONS", "10"));
        AssertRefused("task 10 of 10", ("JOB_COMPLETION_INDEX", "10"), ("JOB_COMPLETIONS", "10"));

        static void AssertRefused(string expected, params (string, string)[] variables)
        {
            string message = Assert.Throws<ArgumentException>(() => From(variables)).Message;
            Assert.Contains(expected, message, StringComparison.Ordinal);
            Assert.Contains("--partition", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("0/1", 0, 1)]
    [InlineData("63/64", 63, 64)]
    public void TextComesBack(string text, long index, long count)
    {
        Assert.Equal(new WorkPartition(index, count), WorkPartition.Parse(text));
        Assert.Equal(text, WorkPartition.Parse(text).ToString());
    }

    [Theory]
    [InlineData("4/4")]
    [InlineData("-1/4")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData("a/b")]
    [InlineData("0/0")]
    public void OtherTextIsRefused(string text) =>
        Assert.Contains("0/4", Assert.Throws<ArgumentException>(() => WorkPartition.Parse(text)).Message, StringComparison.Ordinal);

    private static WorkPartition? From(params (string Name, string Value)[] variables) =>
        WorkPartition.FromEnvironment(variables.ToDictionary(variable => variable.Name, variable => variable.Value).GetValueOrDefault);
}
