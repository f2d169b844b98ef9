using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc;

/// <summary>A transaction that names an account.</summary>
/// <param name="Signature">The transaction's id.</param>
/// <param name="Slot">The slot in which it landed.</param>
/// <param name="Error">Why it failed; null if it succeeded.</param>
/// <param name="BlockTime">When that slot was; null where the node does not know.</param>
/// <param name="Confirmation">How settled it is; null where the node does not say.</param>
public sealed record SignatureInfo(
    Signature Signature, ulong Slot, TransactionError? Error, DateTimeOffset? BlockTime, Commitment? Confirmation);
