using System.Text.Json;
using System.Text.Json.Nodes;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Chain.Rpc.Streaming;

/// <summary>Waits for one transaction.</summary>
/// <remarks>A node tells only of what lands after it has subscribed us, so the status is asked for then, each time.</remarks>
internal sealed class SignatureSubscription(IRpcClient client, Signature signature, Commitment commitment)
    : StreamSubscription("signatureSubscribe", "signatureUnsubscribe", () =>
    [
        signature.ToString(), new JsonObject { ["commitment"] = CommitmentConverter.NameOf(commitment) },
    ])
{
    private readonly TaskCompletionSource<SignatureStatus> _status = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<SignatureStatus> Status => _status.Task;

    public override void Accept(JsonElement told)
    {
        // Some nodes first tell that they have received the transaction: a text, no object.
        if (told.TryGetProperty("value", out JsonElement value) && value.ValueKind == JsonValueKind.String)
            return;
        WithContext<WireSignatureResult> landed = told.Deserialize(RpcJson.Default.WithContextWireSignatureResult)!;
        _status.TrySetResult(new SignatureStatus(landed.Context.Slot, landed.Value.Err, commitment));
    }

    public override async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<SignatureStatus?> statuses = await client
            .GetSignatureStatusesAsync([signature], searchTransactionHistory: true, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        if (statuses[0] is { } status && status.Confirmation >= commitment)
            _status.TrySetResult(status);
    }

    public override void Fail(Exception error)
    {
        base.Fail(error);
        _status.TrySetException(error);
    }
}
