namespace Piwa.Chain.Ledger.Faults;

/// <summary>What goes wrong with one transaction on its way.</summary>
/// <param name="IsDropped">Whether it never lands.</param>
/// <param name="IsHeld">Whether it lands in the last slot that it can.</param>
/// <param name="DelaySlots">How many slots later it lands; 0 for at once.</param>
/// <param name="DuplicateSlots">How many slots later it arrives once more; 0 if it does not.</param>
internal readonly record struct SendFault(bool IsDropped, bool IsHeld, int DelaySlots, int DuplicateSlots);
