using System.Diagnostics.CodeAnalysis;

namespace Piwa.Pipeline.Flow;

/// <summary>
/// Tells all of a run to stop working, keep moving and release everything. There is no way back, and the first cause is kept.
/// </summary>
/// <remarks>
/// Thread-safe. Not the cancellation of a block: a cancelled block drops its queue without disposing anything, while drained stages
/// release what they get and pass on a failure in its place.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no wait handle, and its token is asked at any time.")]
internal sealed class DrainSignal
{
    private readonly CancellationTokenSource _source = new();
    private DrainedException? _exception;

    public bool IsRequested => Volatile.Read(ref _exception) is not null;

    /// <summary>Why the run drains, or null while it does not.</summary>
    public DrainCause? Cause => Volatile.Read(ref _exception)?.Cause;

    /// <summary>For waits that a drain should end, and for work in progress that can stop half-way. Not for blocks.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What stands in the failures of drained items; one object for all of them.</summary>
    internal DrainedException Exception =>
        Volatile.Read(ref _exception) ?? throw new InvalidOperationException("Asked for the cause of a drain that nobody requested.");

    /// <summary>Starts the drain.</summary>
    /// <returns>True if this was the first request, whose cause is kept.</returns>
    public bool Request(DrainCause cause)
    {
        if (Interlocked.CompareExchange(ref _exception, new DrainedException(cause), null) is not null)
            return false;
        // Callbacks run on the thread pool: whoever requests a drain is in the middle of something.
        _ = _source.CancelAsync();
        return true;
    }

    /// <summary>Makes the cancellation of a token a drain that the user asked for.</summary>
    /// <returns>To be disposed when the run is over, if the token lives longer.</returns>
    public CancellationTokenRegistration RequestWhenCancelled(CancellationToken token) =>
        token.UnsafeRegister(static signal => ((DrainSignal)signal!).Request(DrainCause.Cancelled("the user")), this);
}
