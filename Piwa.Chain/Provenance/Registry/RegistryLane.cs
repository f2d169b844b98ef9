using Piwa.Chain.Provenance.Rocks;

namespace Piwa.Chain.Provenance.Registry;

/// <summary>A thread that answers calls in turn: those that wait together are made durable together.</summary>
/// <remarks>
/// The thread alone uses its session. A registry has two lanes: one enters, so that of two calls with the same hash one is first, and one
/// asks, so that whoever asks for what lies on the disk does not hold up who enters.
/// </remarks>
internal sealed class RegistryLane : IDisposable
{
    /// <summary>Claims of calls that are made durable together.</summary>
    private const int GroupClaims = 8 * RegistrySession.PieceClaims;

    private readonly RegistryStore _store;
    private readonly RegistrySession _session;
    private readonly RegistryQueue _queue;
    private readonly TimeProvider _clock;
    private readonly Thread _thread;

    public RegistryLane(string name, RegistryStore store, UploadRegistryOptions options)
    {
        _store = store;
        _session = new RegistrySession(store);
        _queue = new RegistryQueue(options.QueueCapacity);
        _clock = options.TimeProvider;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Hands a call to the lane, which then completes it and gives back its claims.</summary>
    public async ValueTask AddAsync(RegistryCall call, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.AddAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            call.Release();
            throw;
        }
    }

    /// <summary>Answers what waits, then ends.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
        _queue.Dispose();
        _session.Dispose();
    }

    private void Run()
    {
        List<RegistryCall> group = [];
        while (_queue.Take(GroupClaims, group))
        {
            Answer(group);
            group.Clear();
        }
    }

    private void Answer(List<RegistryCall> group)
    {
        group.RemoveAll(call => !TryExecute(call));
        Exception? fault = null;
        try
        {
            if (group.Count > 0)
                _store.MakeDurable();
        }
        catch (RocksException error)
        {
            fault = _store.Translate(error);
        }
        catch (IOException error)
        {
            fault = error;
        }

        foreach (RegistryCall call in group)
        {
            if (fault is null)
                call.Complete();
            else
                call.Fail(fault);
        }
    }

    /// <summary>Executes a call, or fails it: a fault is the call's, and the lane goes on.</summary>
    private bool TryExecute(RegistryCall call)
    {
        try
        {
            call.Execute(_session, _clock);
            return true;
        }
#pragma warning disable CA1031 // Whatever it is, the caller gets it; on this thread it would end the process.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            call.Fail(fault is RocksException error ? _store.Translate(error) : fault);
            return false;
        }
        finally
        {
            call.Release();
        }
    }
}
