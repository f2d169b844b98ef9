using System.Text.Json;
using System.Text.Json.Nodes;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Chain.Rpc.Streaming;

/// <summary>Tells of an account.</summary>
/// <remarks>When a node has subscribed us the account is asked for. If a notification comes meanwhile, the answer may be older than it, and
/// is dropped: whatever is newer will be told. An answer of a node that has not reached the slot last told is not taken.</remarks>
internal sealed class AccountSubscription(
    IRpcClient client, PublicKey account, DataSlice? dataSlice, Commitment commitment, int maximumUnread)
    : QueueSubscription<AccountNotification>(
        "accountSubscribe", "accountUnsubscribe", () => Request(account, dataSlice, commitment), maximumUnread)
{
    private readonly Lock _gate = new();
    private int _generation;
    private bool _hasTold;
    private bool _isAsking;
    private AccountInfo? _last;
    private ulong _lastSlot;

    public override void Subscribed()
    {
        lock (_gate)
        {
            _generation++;
            _isAsking = true;
        }
    }

    public override void Accept(JsonElement told)
    {
        WithContext<WireAccount> changed = told.Deserialize(RpcJson.Default.WithContextWireAccount)!;
        AccountInfo found = changed.Value.ToAccountInfo();
        lock (_gate)
        {
            _isAsking = false;
            _lastSlot = Math.Max(_lastSlot, changed.Context.Slot);
            Tell(changed.Context.Slot, found.Lamports == 0 ? null : found);
        }
    }

    public override async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        int generation;
        ulong lastSlot;
        lock (_gate)
            (generation, lastSlot) = (_generation, _lastSlot);
        AccountInfo? found = (await client
            .GetMultipleAccountsAsync([account], dataSlice, commitment, lastSlot, cancellationToken).ConfigureAwait(false))[0];
        lock (_gate)
        {
            if (generation != _generation)
                return;
            if (_isAsking && (!_hasTold || !IsSame(found, _last)))
                Tell(slot: null, found);
            _isAsking = false;
        }

        MarkReady();
    }

    private static JsonArray Request(PublicKey account, DataSlice? dataSlice, Commitment commitment)
    {
        JsonObject options = new() { ["encoding"] = "base64", ["commitment"] = CommitmentConverter.NameOf(commitment) };
        if (dataSlice is { } slice)
            options["dataSlice"] = new JsonObject { ["offset"] = slice.Offset, ["length"] = slice.Length };
        return [account.ToString(), options];
    }

    private static bool IsSame(AccountInfo? left, AccountInfo? right) => left is null || right is null
        ? left == right
        : left.Lamports == right.Lamports
            && left.Owner == right.Owner
            && left.DataLength == right.DataLength
            && left.Data.Span.SequenceEqual(right.Data.Span);

    private void Tell(ulong? slot, AccountInfo? found)
    {
        _hasTold = true;
        _last = found;
        Add(new AccountNotification(slot, found));
    }
}
