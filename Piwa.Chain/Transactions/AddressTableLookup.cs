using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>The accounts that a version 0 message takes from a lookup table.</summary>
/// <param name="TableKey">The lookup table account.</param>
/// <param name="WritableIndexes">Places in the table of accounts that may be changed.</param>
/// <param name="ReadOnlyIndexes">Places in the table of accounts that are only read.</param>
public readonly record struct AddressTableLookup(
    PublicKey TableKey, ReadOnlyMemory<byte> WritableIndexes, ReadOnlyMemory<byte> ReadOnlyIndexes);
