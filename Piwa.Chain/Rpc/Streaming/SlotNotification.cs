namespace Piwa.Chain.Rpc.Streaming;

/// <summary>A slot that a node has come to.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Parent">The slot before it.</param>
/// <param name="Root">The latest slot that is beyond being rolled back.</param>
public readonly record struct SlotNotification(ulong Slot, ulong Parent, ulong Root);
