using System.Text.Json.Serialization;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>A transaction that names an account.</summary>
internal sealed record WireSignatureInfo(
    Signature Signature,
    ulong Slot,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] TransactionError? Err = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Memo = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? BlockTime = null,
    Commitment? ConfirmationStatus = null)
{
    public SignatureInfo ToInfo() => new(
        Signature, Slot, Err, BlockTime is { } time ? DateTimeOffset.FromUnixTimeSeconds(time) : null, ConfirmationStatus);
}
