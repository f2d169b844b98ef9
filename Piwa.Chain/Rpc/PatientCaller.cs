using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc;

/// <summary>Repeats what takes a cluster some time, and waits troubles of the network out.</summary>
/// <param name="caller">Who calls, at the start of a message.</param>
/// <param name="afterwards">What to do after it was in vain: a sentence.</param>
/// <param name="clock">The clock.</param>
/// <param name="pollInterval">The time between two steps.</param>
/// <param name="patience">How long there may be no progress.</param>
/// <param name="notice">May cut the time between two steps short; null if nothing does. Not disposed.</param>
internal sealed class PatientCaller(
    string caller, string afterwards, TimeProvider clock, TimeSpan pollInterval, TimeSpan patience, LandingNotice? notice = null)
{
    /// <summary>Repeats a step until it says that it is done.</summary>
    /// <exception cref="TimeoutException">There was no progress for too long.</exception>
    public async ValueTask RunAsync(string aim, Func<Progress, ValueTask<bool>> step, CancellationToken cancellationToken)
    {
        Progress progress = new(clock);
        for (; ; )
        {
            RpcException? trouble = null;
            try
            {
                if (await step(progress).ConfigureAwait(false))
                    return;
            }
            catch (RpcException error) when (IsPassing(error.Kind))
            {
                trouble = error;
            }

            if (progress.Elapsed > patience)
                throw new TimeoutException($"{caller} has waited {progress.Elapsed} for {aim}, in vain. {afterwards}", trouble);
            await WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Listens for a transaction, whose landing ends the wait for the next step.</summary>
    public void Listen(Signature id, Commitment commitment) => notice?.Listen(id, commitment);

    private ValueTask WaitAsync(CancellationToken cancellationToken) =>
        notice?.WaitAsync(pollInterval, cancellationToken) ?? new ValueTask(Task.Delay(pollInterval, clock, cancellationToken));

    private static bool IsPassing(RpcErrorKind kind) => kind is RpcErrorKind.Unreachable
        or RpcErrorKind.TimedOut
        or RpcErrorKind.RateLimited
        or RpcErrorKind.Unavailable
        or RpcErrorKind.NodeBehind
        or RpcErrorKind.InvalidAnswer
        or RpcErrorKind.HistoryNotAvailable
        or RpcErrorKind.Internal;

    /// <summary>How long there has been no progress.</summary>
    internal sealed class Progress(TimeProvider clock)
    {
        private long _last = clock.GetTimestamp();

        public TimeSpan Elapsed => clock.GetElapsedTime(_last);

        public void Note() => _last = clock.GetTimestamp();
    }
}
