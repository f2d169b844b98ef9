using Npgsql;

namespace Piwa.Pipeline.Fleet;

/// <summary>Calls of one kind on a fleet's state: those that come while others are answered are answered together, in one transaction.</summary>
/// <remarks>
/// <para>
/// Nobody is waited for: a call that comes alone begins at once. Under load, what a transaction costs (its way to the database and back, and
/// to the disk) is shared by all that came meanwhile, and statements are of many rows and not of one.
/// </para>
/// <para>The queue is as long as there are callers: each waits for its answer, and whoever takes requests limits those.</para>
/// <para>Thread-safe: <c>_gate</c> guards the queue; one group is at work at a time. Whoever finds none at work begins it.</para>
/// </remarks>
/// <typeparam name="TAsk">What is asked.</typeparam>
/// <typeparam name="TAnswer">What is answered.</typeparam>
/// <param name="answer">Answers asks, in their order, whole or not at all, at the moment of the last one; null for the database's time.</param>
internal sealed class FleetGroup<TAsk, TAnswer>(Func<IReadOnlyList<TAsk>, DateTimeOffset?, Task<IReadOnlyList<TAnswer>>> answer)
{
    /// <summary>Calls that are answered together at most: beyond it a group takes as much longer as it is larger.</summary>
    private const int Most = 256;

    private readonly Lock _gate = new();
    private readonly Queue<Call> _waiting = new();
    private bool _isAtWork;

    /// <summary>Asks something.</summary>
    /// <param name="ask">What.</param>
    /// <param name="at">When; null for the database's time.</param>
    /// <param name="cancellationToken">Gives up waiting; what is being answered already is done all the same.</param>
    /// <exception cref="FleetDatabaseException">The database is away, or refuses.</exception>
    public Task<TAnswer> AskAsync(TAsk ask, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var call = new Call(ask, at, new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously), cancellationToken);
        bool begins;
        lock (_gate)
        {
            _waiting.Enqueue(call);
            begins = !_isAtWork;
            _isAtWork = true;
        }

        if (begins)
            _ = WorkAsync();
        return call.Answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Answers groups until nobody waits. Never fails: what fails are the calls.</summary>
    private async Task WorkAsync()
    {
        while (Take() is { Count: > 0 } calls)
        {
            if (!await TryAnswerAsync(calls, isLast: calls.Count == 1).ConfigureAwait(false))
            {
                // One of them it was, and the others have nothing to do with it.
                foreach (Call call in calls)
                    await TryAnswerAsync([call], isLast: true).ConfigureAwait(false);
            }
        }
    }

    private List<Call> Take()
    {
        List<Call> calls = [];
        lock (_gate)
        {
            while (calls.Count < Most && _waiting.TryDequeue(out Call call))
            {
                if (!call.CancellationToken.IsCancellationRequested)
                    calls.Add(call);
            }

            _isAtWork = calls.Count > 0;
        }

        return calls;
    }

    private async Task<bool> TryAnswerAsync(List<Call> calls, bool isLast)
    {
        try
        {
            IReadOnlyList<TAnswer> answers = await answer([.. calls.Select(call => call.Ask)], calls.Max(call => call.At)).ConfigureAwait(false);
            for (int i = 0; i < calls.Count; i++)
                calls[i].Answer.TrySetResult(answers[i]);
            return true;
        }
        catch (Exception fault) when (!isLast && fault is not FleetDatabaseException { InnerException: not PostgresException })
        {
            return false;
        }
        catch (Exception fault)
        {
            foreach (Call call in calls)
                call.Answer.TrySetException(fault);
            return true;
        }
    }

    private readonly record struct Call(TAsk Ask, DateTimeOffset? At, TaskCompletionSource<TAnswer> Answer, CancellationToken CancellationToken);
}
