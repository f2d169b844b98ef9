using System.Threading.Tasks.Dataflow;

namespace Piwa.Pipeline.Flow;

/// <summary>
/// The one door into a graph: waits while the graph is full, closes when the run drains, and counts who came in.
/// </summary>
/// <remarks>
/// Thread-safe, except that with a window the items are submitted one after the other, in the order of their ids. A full block refuses
/// <c>Post</c> with a mere false; here nothing is refused silently.
/// </remarks>
internal sealed class Admission<T>
    where T : class
{
    private readonly FlowRun _run;
    private readonly ITargetBlock<Outcome<T>> _first;
    private readonly ReorderWindow? _window;

    /// <param name="run">The run that the graph is part of.</param>
    /// <param name="first">The first stage.</param>
    /// <param name="window">That of the stage that takes items in order, if there is one.</param>
    public Admission(FlowRun run, ITargetBlock<Outcome<T>> first, ReorderWindow? window = null)
    {
        _run = run;
        _first = first;
        _window = window;
    }

    /// <summary>Submits an item, waiting while the first stage or the window is full.</summary>
    /// <param name="id">Unique in the run; with a window, one more than that of the item before.</param>
    /// <param name="value">The item. Taken over in any case: disposed here if it is not admitted.</param>
    /// <returns>False, and the item is not admitted and does not count, if the run is draining: there is nothing more to submit.</returns>
    public async ValueTask<bool> SubmitAsync(long id, T value)
    {
        if (!_run.Drain.IsRequested && (_window is null || await _window.EnterAsync().ConfigureAwait(false)))
        {
            // Counted first: it may be at the end before SendAsync returns. Not cancellable: draining stages make room at once.
            _run.CountAdmitted(1);
            if (await _first.SendAsync(Outcome<T>.Success(new ItemIds(id), value)).ConfigureAwait(false))
                return true;
            _run.CountAdmitted(-1);
            _window?.Leave();
            var refusal = new InvalidOperationException($"The first stage refused item {id}: it was completed before the last item came.");
            _run.Drain.Request(DrainCause.Failed("admission", refusal));
        }

        if (Ownership.Release(value) is { } exception)
            _run.Drain.Request(DrainCause.Failed("admission", exception));
        return false;
    }

    /// <summary>No more items will come: the graph completes once the last one has left it.</summary>
    public void Complete() => _first.Complete();
}
