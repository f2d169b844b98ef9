namespace Piwa.Chain.Rpc.Wire;

/// <summary>What goes with the error of a node that is behind: one or the other.</summary>
internal sealed record WireNodeBehind(ulong? NumSlotsBehind = null, ulong? ContextSlot = null);
