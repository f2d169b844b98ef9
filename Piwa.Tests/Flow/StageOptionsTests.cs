using System.Threading.Tasks.Dataflow;
using Piwa.Pipeline.Flow;

namespace Piwa.Tests.Flow;

public sealed class StageOptionsTests
{
    [Fact]
    public void BlocksAreBoundedAndNeverCancelled()
    {
        var options = new StageOptions("seal") { Capacity = 5, Parallelism = 3 }.ToBlockOptions();
        Assert.Equal(5, options.BoundedCapacity);
        Assert.Equal(3, options.MaxDegreeOfParallelism);
        Assert.Equal("seal", options.NameFormat);
        Assert.False(options.CancellationToken.CanBeCanceled);
        Assert.False(options.SingleProducerConstrained);
        Assert.NotEqual(DataflowBlockOptions.Unbounded, new StageOptions("seal").ToBlockOptions().BoundedCapacity);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void OrderIsRestoredOnlyWhereItIsFree(int parallelism, bool ordered) =>
        Assert.Equal(ordered, new StageOptions("seal") { Parallelism = parallelism }.ToBlockOptions().EnsureOrdered);

    [Fact]
    public void SchedulerOfItsOwnMeansOneMessagePerTask()
    {
        using var lane = new LaneScheduler("lane");
        var options = new StageOptions("render") { Scheduler = lane }.ToBlockOptions();
        Assert.Equal(1, options.MaxMessagesPerTask);
        Assert.Same(lane, options.TaskScheduler);
        Assert.Equal(DataflowBlockOptions.Unbounded, new StageOptions("seal").ToBlockOptions().MaxMessagesPerTask);
    }

    [Fact]
    public void AllViolationsAreInOneMessage()
    {
        var error = Assert.Throws<ArgumentException>(() => new StageOptions(" ") { Capacity = 0, Parallelism = 0 }.ToBlockOptions());
        Assert.Contains("a name", error.Message, StringComparison.Ordinal);
        Assert.Contains("a parallelism of at least 1, got 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("a capacity of at least 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CapacityBelowParallelismIsRefused() =>
        Assert.Throws<ArgumentException>(() => new StageOptions("seal") { Capacity = 2, Parallelism = 3 }.ToBlockOptions());

    [Fact]
    public void LaneHasNoParallelism()
    {
        using var lane = new LaneScheduler("lane");
        Assert.Throws<ArgumentException>(() => new StageOptions("render") { Parallelism = 2, Scheduler = lane }.ToBlockOptions());
    }
}
