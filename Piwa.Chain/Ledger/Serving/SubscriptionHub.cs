using System.Net.WebSockets;
using System.Threading.Channels;

namespace Piwa.Chain.Ledger.Serving;

/// <summary>Tells all connections what happens on the ledger.</summary>
/// <remarks>
/// The ledger, which is held while it tells, only fills a queue; one task empties it. Locks are taken in this order: a session's, then the
/// ledger's. A connection that lags too far behind is cut, and so are all if the queue itself overflows: clients come back and ask what
/// they missed.
/// </remarks>
internal sealed class SubscriptionHub : IAsyncDisposable
{
    /// <summary>Batches that may wait to be told.</summary>
    private const int MaximumWaiting = 16_384;

    private readonly EmbeddedLedger _ledger;
    private readonly LedgerServerOptions _options;
    private readonly Channel<IReadOnlyList<LandedTransaction>> _landed = Channel.CreateUnbounded<IReadOnlyList<LandedTransaction>>();
    private readonly Lock _gate = new();
    private readonly List<SubscriptionSession> _sessions = [];
    private readonly ITimer _slots;
    private readonly Task _telling;
    private int _connections;
    private long _lastSubscription;

    public SubscriptionHub(EmbeddedLedger ledger, LedgerServerOptions options)
    {
        _ledger = ledger;
        _options = options;
        _ledger.Landed += Take;
        _slots = ledger.Clock.CreateTimer(_ => TellSlot(), state: null, ledger.SlotDuration, ledger.SlotDuration);
        _telling = TellAsync();
    }

    public bool TryReserve()
    {
        if (Interlocked.Increment(ref _connections) <= _options.MaximumConnections)
            return true;
        Release();
        return false;
    }

    public void Release() => Interlocked.Decrement(ref _connections);

    public ulong NextSubscription() => (ulong)Interlocked.Increment(ref _lastSubscription);

    /// <summary>Serves a connection until it ends.</summary>
    public async Task ServeAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        SubscriptionSession session = new(_ledger, this, _options);
        lock (_gate)
            _sessions.Add(session);
        try
        {
            await session.RunAsync(socket, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
                _sessions.Remove(session);
        }
    }

    public void Disconnect()
    {
        foreach (SubscriptionSession session in Sessions())
            session.Cut();
    }

    public async ValueTask DisposeAsync()
    {
        _ledger.Landed -= Take;
        await _slots.DisposeAsync().ConfigureAwait(false);
        _landed.Writer.Complete();
        Disconnect();
        await _telling.ConfigureAwait(false);
    }

    private void Take(IReadOnlyList<LandedTransaction> landed)
    {
        lock (_gate)
        {
            if (_sessions.Count == 0)
                return;
        }

        if (_landed.Reader.Count >= MaximumWaiting)
            Disconnect();
        else
            _landed.Writer.TryWrite(landed);
    }

    private async Task TellAsync()
    {
        await foreach (IReadOnlyList<LandedTransaction> landed in _landed.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            foreach (SubscriptionSession session in Sessions())
                Tell(session, landed);
        }
    }

    private void TellSlot()
    {
        foreach (SubscriptionSession session in Sessions())
            Tell(session, landed: null);
    }

    private static void Tell(SubscriptionSession session, IReadOnlyList<LandedTransaction>? landed)
    {
        try
        {
            if (landed is null)
                session.TellSlot();
            else
                session.Tell(landed);
        }
        catch (Exception error) when (error is LedgerFaultedException or ObjectDisposedException)
        {
            // A ledger that is gone has nothing more to tell.
            session.Cut();
        }
    }

    private SubscriptionSession[] Sessions()
    {
        lock (_gate)
            return [.. _sessions];
    }
}
