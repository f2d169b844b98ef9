using Piwa.Chain.Keys;
using Piwa.Chain.Rpc.Streaming;

namespace Piwa.Chain.Rpc;

/// <summary>Ends a lane's wait early when a node tells that what the lane waits for has happened. A hint, no more: the lane asks then, as
/// it does anyway when the wait is over.</summary>
/// <remarks>
/// One transaction is listened for at a time, and a notice of it counts once. So notices that are false or come again cost one question
/// each, and where none comes, or listening fails, the lane waits as long as it would without. For one caller at a time.
/// </remarks>
internal sealed class LandingNotice(IStreamingRpcClient? client, TimeProvider clock) : IDisposable
{
    private (Signature Id, Commitment Commitment)? _subject;
    private CancellationTokenSource? _listening;
    private Task<bool>? _notice;

    /// <summary>Listens for a transaction, and for nothing else from now on. What was listened for last is not listened for again.</summary>
    public void Listen(Signature id, Commitment commitment)
    {
        if (client is null || _subject == (id, commitment))
            return;
        Dispose();
        _subject = (id, commitment);
        _listening = new CancellationTokenSource();
        _notice = HearAsync(client, id, commitment, _listening.Token);
    }

    /// <summary>Waits for so long, or until the notice comes.</summary>
    public async ValueTask WaitAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task wait = Task.Delay(duration, clock, stop.Token);
        if (_notice is { } notice && await Task.WhenAny(notice, wait).ConfigureAwait(false) == notice)
        {
            _notice = null;
            if (await notice.ConfigureAwait(false))
            {
                await stop.CancelAsync().ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                return;
            }
        }

        await wait.ConfigureAwait(false);
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        _listening?.Cancel();
        _listening?.Dispose();
        _listening = null;
        _notice = null;
    }

    /// <returns>Whether a notice came.</returns>
    private static async Task<bool> HearAsync(
        IStreamingRpcClient client, Signature id, Commitment commitment, CancellationToken cancellationToken)
    {
        try
        {
            _ = await client.SubscribeSignatureAsync(id, commitment, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception)
        {
            // Whatever it is: the lane does without.
            return false;
        }
    }
}
