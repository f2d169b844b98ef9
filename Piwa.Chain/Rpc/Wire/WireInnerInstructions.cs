namespace Piwa.Chain.Rpc.Wire;

/// <summary>The calls that one instruction led to.</summary>
internal sealed record WireInnerInstructions(int Index, IReadOnlyList<WireInstruction> Instructions);
