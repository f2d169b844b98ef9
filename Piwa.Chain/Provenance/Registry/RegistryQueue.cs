namespace Piwa.Chain.Provenance.Registry;

/// <summary>Calls on their way to a lane: let in asynchronously while there is room, taken by its thread.</summary>
internal sealed class RegistryQueue(int capacity) : IDisposable
{
    private readonly SemaphoreSlim _room = new(capacity, capacity);
    private readonly CancellationTokenSource _closing = new();
    private readonly Queue<RegistryCall> _calls = new(capacity);
    private bool _isClosed;

    /// <summary>Adds a call once there is room.</summary>
    /// <exception cref="ObjectDisposedException">The queue was closed; the call is not in it.</exception>
    public async ValueTask AddAsync(RegistryCall call, CancellationToken cancellationToken)
    {
        if (!_room.Wait(0, cancellationToken))
            await WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        lock (_calls)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(UploadRegistry));
            _calls.Enqueue(call);
            Monitor.Pulse(_calls);
        }
    }

    /// <summary>Waits for calls, and takes as many as there are up to a number of claims, but one at least.</summary>
    /// <returns>False once the queue is closed and empty.</returns>
    public bool Take(int maximumClaims, List<RegistryCall> taken)
    {
        lock (_calls)
        {
            while (_calls.Count == 0)
            {
                if (_isClosed)
                    return false;
                Monitor.Wait(_calls);
            }

            for (int claims = 0; _calls.TryPeek(out RegistryCall? next) && (taken.Count == 0 || claims + next.Count <= maximumClaims);)
            {
                claims += next.Count;
                taken.Add(_calls.Dequeue());
            }
        }

        _room.Release(taken.Count);
        return true;
    }

    /// <summary>Lets nothing in any more. What is in the queue stays to be taken.</summary>
    public void Close()
    {
        lock (_calls)
        {
            _isClosed = true;
            Monitor.Pulse(_calls);
        }

        _closing.Cancel();
    }

    /// <summary>The semaphore is left: it holds nothing, and one that is disposed never answers those whose wait is being cancelled.</summary>
    public void Dispose() => _closing.Dispose();

    private async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            await _room.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(UploadRegistry));
        }
    }
}
