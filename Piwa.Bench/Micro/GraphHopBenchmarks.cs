using System.Threading.Tasks.Dataflow;
using BenchmarkDotNet.Attributes;
using Piwa.Pipeline.Flow;

namespace Piwa.Bench.Micro;

/// <summary>What a hop from stage to stage costs a batch, when stages do nothing: as many stages as the graph of the pipeline has.</summary>
public class GraphHopBenchmarks
{
    private const int Batches = 1000;
    private const int Hops = 5;

    /// <summary>A hop; the making of the graph is spread over them.</summary>
    [Benchmark(OperationsPerInvoke = Batches * Hops)]
    public async Task Hop()
    {
        var run = new FlowRun();
        object batch = new();
        TransformBlock<Outcome<object>, Outcome<object>>[] stages =
        [
            .. Enumerable.Range(1, Hops - 1)
                .Select(i => Stage.Transform<object, object>(run, new StageOptions($"stage {i}"), value => value)),
        ];
        ActionBlock<Outcome<object>> end = Stage.Sink<object>(run, new StageOptions("end"), _ => { });
        for (int i = 1; i < stages.Length; i++)
            stages[i - 1].LinkTo(stages[i], Stage.Link);
        stages[^1].LinkTo(end, Stage.Link);

        var admission = new Admission<object>(run, stages[0]);
        for (int i = 0; i < Batches; i++)
            await admission.SubmitAsync(i, batch).ConfigureAwait(false);
        admission.Complete();
        await end.Completion.ConfigureAwait(false);
    }
}
