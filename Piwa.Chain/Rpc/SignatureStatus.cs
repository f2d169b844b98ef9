namespace Piwa.Chain.Rpc;

/// <summary>What became of a transaction that landed.</summary>
/// <param name="Slot">The slot in which it landed.</param>
/// <param name="Error">Why it failed; null if it succeeded.</param>
/// <param name="Confirmation">How settled it is.</param>
public sealed record SignatureStatus(ulong Slot, TransactionError? Error, Commitment Confirmation);
