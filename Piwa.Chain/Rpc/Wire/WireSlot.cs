namespace Piwa.Chain.Rpc.Wire;

/// <summary>A slot that a node has come to.</summary>
internal sealed record WireSlot(ulong Slot, ulong Parent, ulong Root);
