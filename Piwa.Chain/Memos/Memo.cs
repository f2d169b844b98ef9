using Piwa.Chain.Keys;

namespace Piwa.Chain.Memos;

/// <summary>A text on a ledger, which its author signed as the memo of a transaction.</summary>
/// <param name="Text">The text.</param>
/// <param name="Transaction">The transaction's id.</param>
/// <param name="Slot">The slot in which it landed.</param>
/// <param name="BlockTime">When that slot was, by the ledger's clock; null where it does not say.</param>
public sealed record Memo(string Text, Signature Transaction, ulong Slot, DateTimeOffset? BlockTime);
