using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Chain.Rpc.Streaming;

/// <summary>Tells of the logs of transactions.</summary>
/// <remarks>
/// After a loss of the connection the transactions since the last one told are asked for, by the account that they name, and told oldest
/// first. What the node tells meanwhile waits until then; what came both ways is told once.
/// </remarks>
internal sealed class LogsSubscription(IRpcClient client, PublicKey? mentions, Commitment commitment, int maximumUnread)
    : QueueSubscription<LogsNotification>("logsSubscribe", "logsUnsubscribe", () => Request(mentions, commitment), maximumUnread)
{
    /// <summary>Told transactions that are remembered: more than come while the history is asked for.</summary>
    private const int MaximumRemembered = 4096;

    private readonly Lock _gate = new();
    private readonly HashSet<Signature> _told = [];
    private readonly Queue<Signature> _toldByAge = [];
    private readonly List<LogsNotification> _waiting = [];
    private int _generation;
    private bool _isCatchingUp;
    private bool _hasBookmark;
    private Signature? _bookmark;

    public override void Subscribed()
    {
        lock (_gate)
        {
            _generation++;
            _isCatchingUp = true;
        }
    }

    public override void Lost()
    {
        if (mentions is null && Ready.IsCompletedSuccessfully)
        {
            Fail(new RpcException(
                RpcErrorKind.Unreachable,
                "The connection was lost, and logs of all transactions cannot be asked for afterwards. Subscribe again, or name an "
                + "account."));
        }
    }

    public override void Accept(JsonElement told)
    {
        WithContext<WireLogs> logs = told.Deserialize(RpcJson.Default.WithContextWireLogs)!;
        LogsNotification notification = new(logs.Context.Slot, logs.Value.Signature, logs.Value.Err, logs.Value.Logs);
        lock (_gate)
        {
            if (!_isCatchingUp)
                Tell(notification);
            else if (_waiting.Count < MaximumUnread)
                _waiting.Add(notification);
            else
                Overflow();
        }
    }

    public override async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        int generation;
        lock (_gate)
            generation = _generation;
        List<LogsNotification> missed = mentions is { } account
            ? await AskAsync(account, cancellationToken).ConfigureAwait(false)
            : [];
        lock (_gate)
        {
            foreach (LogsNotification notification in missed)
                Tell(notification);
            if (generation != _generation)
                return;
            foreach (LogsNotification notification in _waiting)
                Tell(notification);
            _waiting.Clear();
            _isCatchingUp = false;
        }

        MarkReady();
    }

    private static JsonArray Request(PublicKey? mentions, Commitment commitment)
    {
        JsonNode filter = mentions is { } account ? new JsonObject { ["mentions"] = new JsonArray(account.ToString()) } : "all";
        return [filter, new JsonObject { ["commitment"] = CommitmentConverter.NameOf(commitment) }];
    }

    /// <summary>The transactions since the last one told, oldest first. The first time only takes note of where history stands.</summary>
    private async Task<List<LogsNotification>> AskAsync(PublicKey account, CancellationToken cancellationToken)
    {
        if (!_hasBookmark)
        {
            IReadOnlyList<SignatureInfo> newest = await client
                .GetSignaturesForAddressAsync(account, limit: 1, commitment: commitment, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            lock (_gate)
            {
                _bookmark ??= newest.Count == 0 ? null : newest[0].Signature;
                _hasBookmark = true;
            }

            return [];
        }

        List<LogsNotification> missed = [];
        foreach (SignatureInfo info in await ListAsync(account, cancellationToken).ConfigureAwait(false))
        {
            TransactionDetails? details = await client
                .GetTransactionAsync(info.Signature, commitment, cancellationToken).ConfigureAwait(false);
            missed.Add(new LogsNotification(info.Slot, info.Signature, info.Error, details?.LogMessages ?? []));
        }

        missed.Reverse();
        return missed;
    }

    private async Task<List<SignatureInfo>> ListAsync(PublicKey account, CancellationToken cancellationToken)
    {
        List<SignatureInfo> missed = [];
        while (true)
        {
            IReadOnlyList<SignatureInfo> page = await client.GetSignaturesForAddressAsync(
                account,
                before: missed.Count == 0 ? null : missed[^1].Signature,
                until: _bookmark,
                commitment: commitment,
                cancellationToken: cancellationToken).ConfigureAwait(false);
            missed.AddRange(page);
            if (page.Count < RpcLimits.SignaturesForAddress)
                return missed;
            if (missed.Count >= MaximumRemembered)
            {
                throw new RpcException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"More than {missed.Count} transactions came while the connection was lost. Read the account's history instead."));
            }
        }
    }

    private void Tell(LogsNotification notification)
    {
        if (!_told.Add(notification.Signature))
            return;
        _toldByAge.Enqueue(notification.Signature);
        if (_toldByAge.Count > MaximumRemembered)
            _told.Remove(_toldByAge.Dequeue());
        _bookmark = notification.Signature;
        Add(notification);
    }
}
