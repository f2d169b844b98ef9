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
/// One question is under way at a time. Each connection that subscribes us has a call of <see cref="CatchUpAsync"/> that asks, which ends
/// with the next connection, when the status is known, and when this is disposed.
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
    private CancellationTokenSource _asking = new();
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
            (earlier, _asking) = (_asking, new CancellationTokenSource());
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
        _status.TrySetResult(new SignatureStatus(landed.Context.Slot, landed.Value.Err, commitment));
    }

    public override Task CatchUpAsync(CancellationToken cancellationToken)
    {
        CancellationToken over;
        lock (_gate)
        {
            if (_isDisposed)
                return Task.CompletedTask;
            over = _asking.Token;
        }

        return _asked = AskAsync(_asked, over, cancellationToken);
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

        _asking.Cancel();
        _asking.Dispose();
    }

    /// <summary>Asks until the status is known.</summary>
    /// <param name="earlier">The asking of the connection before, which has been told to end.</param>
    /// <param name="over">That another connection has subscribed us, or nobody waits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async Task AskAsync(Task earlier, CancellationToken over, CancellationToken cancellationToken)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(over, cancellationToken);
        try
        {
            await AskOnceAsync(stop.Token).ConfigureAwait(false);
            MarkReady();
            while (!_status.Task.IsCompleted)
            {
                await Task.Delay(interval, clock, stop.Token).ConfigureAwait(false);
                try
                {
                    await AskOnceAsync(stop.Token).ConfigureAwait(false);
                }
                catch (RpcException error) when (error.IsTransient)
                {
                    // The node still tells, and the next question may be answered.
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The next connection asks, or nobody waits.
        }
    }

    private async Task AskOnceAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<SignatureStatus?> statuses = await client
            .GetSignatureStatusesAsync([signature], searchTransactionHistory: true, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        if (statuses[0] is { } status && status.Confirmation >= commitment)
            _status.TrySetResult(status);
    }
}
