using System.Threading.Tasks.Dataflow;
using Piwa.Pipeline.Flow;

namespace Piwa.Tests.Flow;

public sealed class CompletionTests
{
    private readonly FlowRun _run = new();

    // With propagation of completion the target would be closed as soon as the first source ends.
    [Fact]
    public async Task TargetStaysOpenUntilTheLastSourceHasEnded()
    {
        var gpus = Enumerable.Range(0, 3)
            .Select(i => Stage.Transform<string, string>(_run, new($"gpu {i}"), text => text)).ToArray();
        var seen = new List<string>();
        var sink = Stage.Sink<string>(_run, new("shard"), seen.Add);
        foreach (var gpu in gpus)
            gpu.LinkTo(sink);
        Completion.Join(_run, sink, gpus);

        var doors = gpus.Select(gpu => new Admission<string>(_run, gpu)).ToArray();
        for (var i = 0; i < doors.Length; i++)
        {
            for (var j = 0; j <= i; j++)
                Assert.True(await doors[i].SubmitAsync(10 * i + j, $"{i} {j}").Patiently());
            await Patience.LetOthersRunAsync();
            Assert.False(sink.Completion.IsCompleted);
            doors[i].Complete();
            await gpus[i].Completion.Patiently();
        }

        await sink.Completion.Patiently();
        Assert.Equal(["0 0", "1 0", "1 1", "2 0", "2 1", "2 2"], seen);
        Assert.Equal((6, 6), (_run.Admitted, _run.Completed));
    }

    [Fact]
    public async Task SourceThatFaultsFailsTheRunAndDoesNotLeaveTheTargetOpen()
    {
        var good = new BufferBlock<Outcome<string>>();
        var bad = new BufferBlock<Outcome<string>>();
        var sink = Stage.Sink<string>(_run, new("shard"), _ => { });
        Completion.Join(_run, sink, good, bad);
        ((IDataflowBlock)bad).Fault(new InvalidOperationException("bug"));
        await Patience.LetOthersRunAsync();
        Assert.False(sink.Completion.IsCompleted);
        good.Complete();
        await sink.Completion.Patiently();
        Assert.Equal(("join", DrainReason.Failed), (_run.Drain.Cause!.Source, _run.Drain.Cause.Reason));
    }

    [Fact]
    public void TargetWithoutSourcesIsRefused() =>
        Assert.Throws<ArgumentException>(() => Completion.Join(_run, Stage.Sink<string>(_run, new("shard"), _ => { })));
}
