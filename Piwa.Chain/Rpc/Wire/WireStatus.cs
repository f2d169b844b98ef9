using System.Text.Json.Serialization;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>What became of a transaction. <paramref name="Confirmations"/> is null for one that is final.</summary>
internal sealed record WireStatus(
    ulong Slot,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ulong? Confirmations = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] TransactionError? Err = null,
    Commitment? ConfirmationStatus = null)
{
    public SignatureStatus ToStatus() =>
        new(Slot, Err, ConfirmationStatus ?? (Confirmations is null ? Commitment.Finalized : Commitment.Processed));
}
