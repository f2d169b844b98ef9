using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc;

/// <summary>What became of one transaction of a batch.</summary>
/// <param name="Disposition">Whether it landed.</param>
/// <param name="Signature">Its id; null where the bytes are no transaction or it was not tried.</param>
/// <param name="Error">Why it failed or was turned away; null otherwise.</param>
/// <param name="LogMessages">What the programs logged.</param>
public sealed record TransactionOutcome(
    TransactionDisposition Disposition, Signature? Signature, TransactionError? Error, IReadOnlyList<string> LogMessages);
