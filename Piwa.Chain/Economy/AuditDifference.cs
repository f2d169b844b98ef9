namespace Piwa.Chain.Economy;

/// <summary>The first thing in which a ledger of value differs from what its rules and the shards give.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Epoch">The epoch in which it was made, from 0.</param>
/// <param name="What">What differs, with both sides.</param>
public sealed record AuditDifference(ValueEntry Entry, long Epoch, string What);
