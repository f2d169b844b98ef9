using System.Threading.Tasks.Dataflow;

namespace Piwa.Pipeline.Flow;

/// <summary>Completion of stages that have several sources.</summary>
internal static class Completion
{
    /// <summary>
    /// Completes <paramref name="target"/> once all <paramref name="sources"/> have completed. Link them to it without propagation of
    /// completion, which would close the target as soon as the first source ends.
    /// </summary>
    public static void Join(FlowRun run, IDataflowBlock target, params IReadOnlyList<IDataflowBlock> sources)
    {
        if (sources.Count == 0)
            throw new ArgumentException("Expected at least one source: a target without one would never complete.", nameof(sources));
        _ = Task.WhenAll(sources.Select(source => source.Completion)).ContinueWith(
            all =>
            {
                // Our stages do not fault. If a block does all the same, what is in the target must still be moved out of it.
                if (all.Exception is { } exception)
                    run.Drain.Request(DrainCause.Failed("join", exception));
                target.Complete();
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
