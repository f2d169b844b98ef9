using System.Text.Json;
using System.Text.Json.Nodes;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Chain.Rpc.Streaming;

/// <summary>Waits for one transaction.</summary>
/// <remarks>
/// <para>
/// A node tells only of what lands after it has subscribed us, so the status is asked for then, each time. The node that answers may lag
/// behind the one that tells, and not know yet what had landed before: so it is asked for again, after each interval, until it is known.
/// </para>
/// <para>
/// One question is under way at a time. Each connection that subscribes us has a call of <see cref="CatchUpAsync"/>, which asks once that of
/// the connection before has had its answer, and ends with the next connection, when the status is known, and when this is disposed.
/// </para>
/// </remarks>
internal sealed class SignatureSubscription(
    IRpcClient client, Signature signature, Commitment commitment, TimeSpan interval, TimeProvider clock)
    : StreamSubscription("signatureSubscribe", "signatureUnsubscribe", () =>
    [
        signature.ToString(), new JsonObject { ["commitment"] = CommitmentConverter.NameOf(commitment) },
    ]), IDisposable
{
    private readonly TaskCompletionSource<SignatureStatus> _status = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _over = new();
    private CancellationTokenSource _next = new();
    private Task _asked = Task.CompletedTask;
    private bool _isDisposed;

    public Task<SignatureStatus> Status => _status.Task;

    public override void Subscribed()
    {
        CancellationTokenSource earlier;
        lock (_gate)
        {
            if (_isDisposed)
                return;
            (earlier, _next) = (_next, new CancellationTokenSource());
        }

        earlier.Cancel();
        earlier.Dispose();
    }

    public override void Accept(JsonElement told)
    {
        // Some nodes first tell that they have received the transaction: a text, no object.
        if (told.TryGetProperty("value", out JsonElement value) && value.ValueKind == JsonValueKind.String)
            return;
        WithContext<WireSignatureResult> landed = told.Deserialize(RpcJson.Default.WithContextWireSignatureResult)!;
        Know(new SignatureStatus(landed.Context.Slot, landed.Value.Err, commitment));
    }

    public override Task CatchUpAsync(CancellationToken cancellationToken)
    {
        CancellationToken next, over;
        lock (_gate)
        {
            if (_isDisposed)
                return Task.CompletedTask;
            (next, over) = (_next.Token, _over.Token);
        }

        return _asked = AskAsync(_asked, next, over, cancellationToken);
    }

    public override void Fail(Exception error)
    {
        base.Fail(error);
        _status.TrySetException(error);
    }

    /// <summary>Ends the asking: nobody waits any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
        }

        _over.Cancel();
        _over.Dispose();
        _next.Dispose();
    }

    /// <summary>Asks until the status is known.</summary>
    /// <param name="earlier">The asking of the connection before.</param>
    /// <param name="next">That another connection has subscribed us, and asks.</param>
    /// <param name="over">That nobody waits any more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async Task AskAsync(Task earlier, CancellationToken next, CancellationToken over, CancellationToken cancellationToken)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(over, cancellationToken);
        using CancellationTokenSource wake = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, next);
        try
        {
            while (!_status.Task.IsCompleted && !next.IsCancellationRequested)
            {
                await AskOnceAsync(stop.Token).ConfigureAwait(false);
                if (!next.IsCancellationRequested)
                    MarkReady();
                await Task.Delay(interval, clock, wake.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (next.IsCancellationRequested || over.IsCancellationRequested)
        {
            // The next connection asks, or nobody waits.
        }
    }

    private async Task AskOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<SignatureStatus?> statuses = await client
                .GetSignatureStatusesAsync([signature], searchTransactionHistory: true, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            if (statuses[0] is { } status && status.Confirmation >= commitment)
                Know(status);
        }
        catch (RpcException error) when (error.IsTransient && Ready.IsCompleted)
        {
            // The node still tells, and the next question may be answered.
        }
    }

    /// <summary>Whoever waits is told, be it that no connection lasted long enough to be asked through.</summary>
    private void Know(SignatureStatus status)
    {
        _status.TrySetResult(status);
        MarkReady();
    }
}
