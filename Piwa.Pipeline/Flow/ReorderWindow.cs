using System.Diagnostics.CodeAnalysis;

namespace Piwa.Pipeline.Flow;

/// <summary>
/// How many items may be between admission and a stage that takes them in order. Without it an item that is slow on the way would let
/// any number of others pile up behind it, where they wait for their turn.
/// </summary>
/// <remarks>
/// Thread-safe. The admission enters for every item, in the order of the ids; the stage leaves for every item that had its turn. The
/// ids under way then lie within the window, beginning with the one that is missing. The stage itself never makes anyone wait: the
/// missing item may be the one that waits.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle to dispose.")]
internal sealed class ReorderWindow
{
    private readonly FlowRun _run;
    private readonly SemaphoreSlim _room;

    /// <param name="run">Its drain ends all waiting.</param>
    /// <param name="first">Id of the first item; ids count up by one from here.</param>
    /// <param name="size">Items under way at most.</param>
    public ReorderWindow(FlowRun run, long first, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _run = run;
        _room = new SemaphoreSlim(size);
        First = first;
        Size = size;
    }

    public long First { get; }

    public int Size { get; }

    /// <summary>Waits until one more item may be under way.</summary>
    /// <returns>False if the run is draining, now or while waiting.</returns>
    public async ValueTask<bool> EnterAsync()
    {
        try
        {
            await _room.WaitAsync(_run.Drain.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>An item had its turn, or did not set out after all.</summary>
    public void Leave() => _room.Release();
}
