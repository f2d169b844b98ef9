namespace Piwa.Chain.Rpc.Wire;

/// <summary>A transaction that landed, in its wire form.</summary>
internal sealed record WireTransaction(ulong Slot, EncodedData Transaction, WireMeta? Meta = null, long? BlockTime = null);
