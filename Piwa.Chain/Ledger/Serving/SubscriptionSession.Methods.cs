using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Chain.Ledger.Serving;

/// <content>Subscribing, and telling.</content>
internal sealed partial class SubscriptionSession
{
    private const string AccountNotification = "accountNotification";
    private const string LogsNotification = "logsNotification";
    private const string SignatureNotification = "signatureNotification";
    private const string SlotNotification = "slotNotification";

    /// <summary>The most slots that are told one by one after a pause.</summary>
    private const ulong MaximumSlots = 32;

    /// <summary>Tells of transactions that have landed.</summary>
    public void Tell(IReadOnlyList<LandedTransaction> landed)
    {
        lock (_gate)
        {
            HashSet<PublicKey> changed = [];
            foreach (LandedTransaction transaction in landed)
            {
                TellSignature(transaction.Signature);
                foreach (Subscription subscription in _subscriptions.Values.Where(subscription => WantsLogs(subscription, transaction)))
                {
                    WireLogs logs = new(transaction.Signature, transaction.Logs, transaction.Error);
                    Notify(
                        subscription,
                        new WithContext<WireLogs>(new WireContext(transaction.Slot), logs),
                        RpcJson.Default.WithContextWireLogs);
                }

                changed.UnionWith(transaction.WritableAccounts.Where(_accounts.ContainsKey));
            }

            foreach (PublicKey account in changed)
            {
                foreach (Subscription subscription in _accounts[account])
                    TellAccount(subscription, account);
            }
        }
    }

    /// <summary>Tells of the slots that have come, and of what has settled in them.</summary>
    public void TellSlot()
    {
        lock (_gate)
        {
            foreach (Signature signature in _signatures.Keys.ToArray())
                TellSignature(signature);
            Subscription[] wanted = [.. _subscriptions.Values.Where(subscription => subscription.Notification == SlotNotification)];
            ulong slot = wanted.Length == 0 ? _toldSlot : _ledger.GetSlot();
            for (ulong told = Math.Max(_toldSlot, slot > MaximumSlots ? slot - MaximumSlots : 0) + 1; told <= slot; told++)
            {
                foreach (Subscription subscription in wanted)
                    Notify(subscription, new WireSlot(told, told - 1, told), RpcJson.Default.WireSlot);
                _toldSlot = told;
            }
        }
    }

    private Dictionary<string, JsonRpcMethod> Methods() => new(StringComparer.Ordinal)
    {
        ["accountSubscribe"] = SubscribeAccount,
        ["accountUnsubscribe"] = Unsubscribe,
        ["logsSubscribe"] = SubscribeLogs,
        ["logsUnsubscribe"] = Unsubscribe,
        ["signatureSubscribe"] = SubscribeSignature,
        ["signatureUnsubscribe"] = Unsubscribe,
        ["slotSubscribe"] = SubscribeSlot,
        ["slotUnsubscribe"] = Unsubscribe,
    };

    private void SubscribeSignature(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        Signature signature = parameters.Required(0, RpcJson.Default.Signature, "the signature");
        Subscription wanted = new(0, SignatureNotification) { Signature = signature, Commitment = parameters.Options(1).Commitment };
        Subscription subscription = Add(wanted, result);
        Index(_signatures, signature, subscription);

        // It may have landed before anyone was subscribed.
        _afterAnswer.Add(() => TellSignature(signature));
    }

    private void SubscribeAccount(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        PublicKey account = parameters.Required(0, RpcJson.Default.PublicKey, "the account");
        JsonRpcOptions options = parameters.Options(1);
        _ = options.Commitment;
        JsonRpcOptions kept = options.Clone();
        _ = AccountJson.Encode(_ledger, Nothing, kept);
        Subscription wanted = new(0, AccountNotification) { Account = account, AccountOptions = kept, DataSlice = options.DataSlice };
        Index(_accounts, account, Add(wanted, result));
    }

    private void SubscribeLogs(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        _ = parameters.Options(1).Commitment;
        PublicKey? mentioned = parameters.At(0) switch
        {
            { ValueKind: JsonValueKind.String } text when text.GetString() is "all" or "allWithVotes" => null,
            { ValueKind: JsonValueKind.Object } filter when filter.TryGetProperty("mentions", out JsonElement keys)
                && keys.ValueKind == JsonValueKind.Array && keys.GetArrayLength() == 1 =>
                JsonRpcParameters.Read(keys[0], RpcJson.Default.PublicKey, "mentions"),
            _ => throw JsonRpcParameters.Invalid("the filter must be all, allWithVotes, or an object whose mentions hold one account"),
        };
        Add(new Subscription(0, LogsNotification) { Account = mentioned }, result);
    }

    private void SubscribeSlot(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        _toldSlot = _ledger.GetSlot();
        Add(new Subscription(0, SlotNotification), result);
    }

    private void Unsubscribe(JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        ulong id = parameters.Required(0, RpcJson.Default.UInt64, "the subscription");
        if (!_subscriptions.TryGetValue(id, out Subscription? subscription))
            throw JsonRpcParameters.Invalid("Invalid subscription id.");
        Remove(subscription);
        result.WriteBooleanValue(true);
    }

    private Subscription Add(Subscription wanted, Utf8JsonWriter result)
    {
        if (_subscriptions.Count >= _options.MaximumSubscriptions)
        {
            throw new JsonRpcFault(
                RpcErrorCode.InvalidRequest, $"A connection has {_options.MaximumSubscriptions} subscriptions at most; open another");
        }

        Subscription subscription = wanted with { Id = _hub.NextSubscription() };
        _subscriptions.Add(subscription.Id, subscription);
        result.WriteNumberValue(subscription.Id);
        return subscription;
    }

    private void Remove(Subscription subscription)
    {
        _subscriptions.Remove(subscription.Id);
        if (subscription.Signature is { } signature)
            Unindex(_signatures, signature, subscription);
        if (subscription.Account is { } account)
            Unindex(_accounts, account, subscription);
    }

    private static void Index<TKey>(Dictionary<TKey, List<Subscription>> index, TKey key, Subscription subscription)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out List<Subscription>? subscriptions))
            index.Add(key, subscriptions = []);
        subscriptions.Add(subscription);
    }

    private static void Unindex<TKey>(Dictionary<TKey, List<Subscription>> index, TKey key, Subscription subscription)
        where TKey : notnull
    {
        if (index.TryGetValue(key, out List<Subscription>? subscriptions) && subscriptions.Remove(subscription) && subscriptions.Count == 0)
            index.Remove(key);
    }

    private static bool WantsLogs(Subscription subscription, LandedTransaction transaction) =>
        subscription.Notification == LogsNotification
        && (subscription.Account is not { } mentioned || transaction.Accounts.Contains(mentioned));

    /// <summary>Tells of a transaction that is settled enough: it is so once, and who is told of it is subscribed no more.</summary>
    private void TellSignature(Signature signature)
    {
        if (!_signatures.TryGetValue(signature, out List<Subscription>? subscriptions)
            || _ledger.GetSignatureStatuses([signature])[0] is not { } status)
        {
            return;
        }

        WithContext<WireSignatureResult> told = new(new WireContext(status.Slot), new WireSignatureResult(status.Error));
        foreach (Subscription subscription in subscriptions.Where(wanted => wanted.Commitment <= status.Confirmation).ToArray())
        {
            Notify(subscription, told, RpcJson.Default.WithContextWireSignatureResult);
            Remove(subscription);
        }
    }

    private void TellAccount(Subscription subscription, PublicKey account)
    {
        ulong slot = _ledger.GetSlot();
        AccountInfo found = _ledger.GetAccountInfo(account, subscription.DataSlice) ?? Nothing;
        WireAccount wire;
        try
        {
            wire = AccountJson.Encode(_ledger, found, subscription.AccountOptions);
        }
        catch (JsonRpcFault)
        {
            // The account has outgrown the encoding. A notification has no form for an error, but it names its encoding.
            wire = WireAccount.Of(found);
        }

        Notify(subscription, new WithContext<WireAccount>(new WireContext(slot), wire), RpcJson.Default.WithContextWireAccount);
    }

    /// <summary>An account that is no more, as nodes tell it.</summary>
    private static AccountInfo Nothing { get; } = new(0, ProgramIds.System, ReadOnlyMemory<byte>.Empty, IsExecutable: false, 0);
}
