using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc.Streaming;

/// <summary>What a transaction logged.</summary>
/// <param name="Slot">The slot in which it landed.</param>
/// <param name="Signature">Its id.</param>
/// <param name="Error">Why it failed; null if it succeeded.</param>
/// <param name="LogMessages">What its programs logged; empty where the node no longer keeps it.</param>
public sealed record LogsNotification(ulong Slot, Signature Signature, TransactionError? Error, IReadOnlyList<string> LogMessages);
