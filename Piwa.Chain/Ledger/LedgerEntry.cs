namespace Piwa.Chain.Ledger;

/// <summary>A transaction that landed, as the ledger remembers it: where it stands in the log.</summary>
/// <param name="Slot">The slot in which it landed.</param>
/// <param name="Offset">Where its bytes stand in the log.</param>
/// <param name="Length">How many they are.</param>
internal readonly record struct LedgerEntry(ulong Slot, long Offset, ushort Length);
