using System.Net.WebSockets;
using Piwa.Chain.Keys;
using Polly;

namespace Piwa.Chain.Rpc.Streaming;

/// <summary>Listens to Solana nodes over a WebSocket.</summary>
/// <remarks>
/// <para>
/// One connection carries all subscriptions; it is made with the first. Where it is lost it is made anew, to the next node if there are
/// several, and all subscriptions are told to the node again. Then what may have been missed is asked for through the <see
/// cref="IRpcClient"/>, so that a subscription goes on as if nothing had been. The node that answers may lag behind the one that tells:
/// for a transaction that is waited for it is asked again and again (<see cref="StreamingRpcClientOptions.PollInterval"/>); what else it
/// does not know yet stays untold.
/// </para>
/// <para>
/// Who owns what: one task, <c>RunAsync</c>, makes connections and reads them; one lock guards the subscriptions and what a connection
/// calls them; a semaphore lets one message at a time be sent. No message of an exception names more of a node than scheme, host and port.
/// </para>
/// <para>Safe to use from several threads. Whoever creates it disposes it; the client stays open.</para>
/// </remarks>
public sealed partial class SolanaStreamingRpcClient : IStreamingRpcClient, IAsyncDisposable
{
    private readonly IRpcClient _client;
    private readonly StreamingRpcClientOptions _options;
    private readonly ResiliencePipeline _retry;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Lock _gate = new();
    private readonly HashSet<StreamSubscription> _subscriptions = [];
    private readonly Dictionary<long, StreamSubscription> _byRequest = [];
    private readonly Dictionary<ulong, StreamSubscription> _byNumber = [];
    private readonly HashSet<Task> _catchingUp = [];
    private Task? _running;
    private WebSocket? _socket;
    private long _lastRequest;
    private int _nextEndpoint;
    private bool _isDisposed;

    /// <summary>Prepares to listen; nothing is connected yet.</summary>
    /// <param name="client">Who is asked for what may have been missed: the same cluster.</param>
    /// <param name="options">How to reach the nodes; copied.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations.</exception>
    public SolanaStreamingRpcClient(IRpcClient client, StreamingRpcClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        _client = client;
        _options = options.ValidatedCopy();
        _retry = RetryPolicy.Create(
            _options.MaximumAttempts,
            _options.RetryDelay,
            _options.MaximumRetryDelay,
            _options.JitterSeed,
            _options.TimeProvider,
            error => error.IsTransient);
    }

    /// <inheritdoc/>
    public async Task<SignatureStatus> SubscribeSignatureAsync(
        Signature signature, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default)
    {
        using SignatureSubscription subscription = new(_client, signature, commitment, _options.PollInterval, _options.TimeProvider);
        await AddAsync(subscription, cancellationToken).ConfigureAwait(false);
        try
        {
            return await subscription.Status.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await RemoveAsync(subscription).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask<RpcSubscription<AccountNotification>> SubscribeAccountInfoAsync(
        PublicKey account,
        DataSlice? dataSlice = null,
        Commitment commitment = Commitment.Confirmed,
        CancellationToken cancellationToken = default)
    {
        DataSlice.Check(dataSlice);
        return SubscribeAsync(
            new AccountSubscription(_client, account, dataSlice, commitment, _options.MaximumUnread), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RpcSubscription<LogsNotification>> SubscribeLogInfoAsync(
        PublicKey? mentions, Commitment commitment = Commitment.Confirmed, CancellationToken cancellationToken = default) =>
        SubscribeAsync(new LogsSubscription(_client, mentions, commitment, _options.MaximumUnread), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RpcSubscription<SlotNotification>> SubscribeSlotInfoAsync(CancellationToken cancellationToken = default) =>
        SubscribeAsync(new SlotSubscription(_options.MaximumUnread), cancellationToken);

    /// <summary>Ends all subscriptions and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? running;
        Task[] catchingUp;
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            running = _running;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        if (running is not null)
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
            catchingUp = [.. _catchingUp];
        await Task.WhenAll(catchingUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        FailAll(new ObjectDisposedException(nameof(SolanaStreamingRpcClient)));
        _stop.Dispose();
        _sending.Dispose();
    }

    /// <summary>Ends a subscription, and tells the node so if there is a connection.</summary>
    internal async ValueTask RemoveAsync(StreamSubscription subscription)
    {
        ulong? number = null;
        WebSocket? socket;
        lock (_gate)
        {
            if (!_subscriptions.Remove(subscription) || _isDisposed)
                return;
            socket = _socket;
            foreach ((ulong known, StreamSubscription of) in _byNumber)
            {
                if (of == subscription)
                    number = known;
            }

            if (number is { } found)
                _byNumber.Remove(found);
        }

        if (socket is not null && number is { } told)
            await SendAsync(socket, NextRequest(), subscription.UnsubscribeMethod, [told]).ConfigureAwait(false);
    }

    private async ValueTask<RpcSubscription<T>> SubscribeAsync<T>(
        QueueSubscription<T> subscription, CancellationToken cancellationToken)
    {
        await AddAsync(subscription, cancellationToken).ConfigureAwait(false);
        return new RpcSubscription<T>(this, subscription);
    }

    /// <summary>Adds a subscription and waits until a node has taken it.</summary>
    private async Task AddAsync(StreamSubscription subscription, CancellationToken cancellationToken)
    {
        WebSocket? socket;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _subscriptions.Add(subscription);
            socket = _socket;
            _running ??= RunAsync();
        }

        try
        {
            if (socket is not null)
                await RequestAsync(socket, subscription).ConfigureAwait(false);
            await subscription.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await RemoveAsync(subscription).ConfigureAwait(false);
            throw;
        }
    }

    private void FailAll(Exception error)
    {
        StreamSubscription[] failed;
        lock (_gate)
        {
            failed = [.. _subscriptions];
            _subscriptions.Clear();

            // The task has given up: who subscribes from now on starts another.
            _running = null;
        }

        foreach (StreamSubscription subscription in failed)
            subscription.Fail(error);
    }

    private long NextRequest() => Interlocked.Increment(ref _lastRequest);
}
