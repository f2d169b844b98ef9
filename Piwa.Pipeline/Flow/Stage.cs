using System.Threading.Tasks.Dataflow;

namespace Piwa.Pipeline.Flow;

/// <summary>
/// Makes stages: plain Dataflow blocks over outcomes, which never fault and are never cancelled. Linking them is the business of the
/// graph, with <see cref="Link"/>.
/// </summary>
/// <remarks>
/// <para>
/// Of every stage: a failure passes untouched. While the run drains, a value is released and a failure takes its place, unless
/// the stage <see cref="StageOptions.FinishesWhenCancelled"/>. If the body throws, whatever it throws, the value is released and a failure takes its place; cancellation is not special, since a block swallows
/// an item whose body throws <see cref="OperationCanceledException"/>.
/// </para>
/// <para>
/// Bodies: the value a body receives is its own. It may return the same object, or another one and dispose the first, last of all. If it
/// throws, the stage disposes the value; values therefore bear being disposed twice.
/// </para>
/// </remarks>
internal static partial class Stage
{
    /// <summary>How stages are linked: completion travels along, and so there must be one source.</summary>
    public static DataflowLinkOptions Link { get; } = new() { PropagateCompletion = true };

    /// <summary>One value in, one value out, on a processor or a device.</summary>
    public static TransformBlock<Outcome<TIn>, Outcome<TOut>> Transform<TIn, TOut>(
        FlowRun run, StageOptions options, Func<TIn, TOut> body)
        where TIn : class
        where TOut : class
    {
        var blockOptions = options.ToBlockOptions();
        var guard = new Guard(run, options);
        var block = new TransformBlock<Outcome<TIn>, Outcome<TOut>>(input => guard.Run(input, body), blockOptions);
        guard.Watch(() => (block.InputCount, block.OutputCount));
        return block;
    }

    /// <summary>One value in, one value out, waiting for a disk or a network.</summary>
    public static TransformBlock<Outcome<TIn>, Outcome<TOut>> TransformAsync<TIn, TOut>(
        FlowRun run, StageOptions options, Func<TIn, Task<TOut>> body)
        where TIn : class
        where TOut : class
    {
        var blockOptions = options.ToBlockOptions();
        var guard = new Guard(run, options);
        var block = new TransformBlock<Outcome<TIn>, Outcome<TOut>>(input => guard.RunAsync(input, body), blockOptions);
        guard.Watch(() => (block.InputCount, block.OutputCount));
        return block;
    }

    /// <summary>Several values in, one value out. Holds one group, and outputs up to a bound.</summary>
    /// <param name="run">The run that the stage is part of.</param>
    /// <param name="options">Without parallelism.</param>
    /// <param name="open">Makes the object of a new group, when its first item is there.</param>
    /// <remarks>
    /// Nothing that is scarce may be held across such a stage: if all leases of a pool are in a group that waits for one more item, that
    /// item never comes.
    /// </remarks>
    public static IPropagatorBlock<Outcome<TIn>, Outcome<TOut>> Accumulate<TIn, TOut>(
        FlowRun run, AccumulateOptions options, Func<IAccumulator<TIn, TOut>> open)
        where TIn : class
        where TOut : class =>
        new Accumulation<TIn, TOut>(run, options, open).Block;

    /// <summary>The end: the body sees the last of a value, then the stage disposes it. Failures become dead letters.</summary>
    public static ActionBlock<Outcome<T>> Sink<T>(FlowRun run, StageOptions options, Action<T> body)
        where T : class
    {
        var blockOptions = options.ToBlockOptions();
        var guard = new Guard(run, options);
        Func<T, T> step = value =>
        {
            body(value);
            return value;
        };
        var block = new ActionBlock<Outcome<T>>(input => guard.End(guard.Run(input, step)), blockOptions);
        guard.Watch(() => (block.InputCount, 0));
        return block;
    }

    /// <summary>As <see cref="Sink"/>, waiting for a disk or a network.</summary>
    public static ActionBlock<Outcome<T>> SinkAsync<T>(FlowRun run, StageOptions options, Func<T, Task> body)
        where T : class
    {
        var blockOptions = options.ToBlockOptions();
        var guard = new Guard(run, options);
        Func<T, Task<T>> step = async value =>
        {
            await body(value).ConfigureAwait(false);
            return value;
        };
        var block = new ActionBlock<Outcome<T>>(
            async input => guard.End(await guard.RunAsync(input, step).ConfigureAwait(false)), blockOptions);
        guard.Watch(() => (block.InputCount, 0));
        return block;
    }
}
