namespace Piwa.Chain.Transactions.Packing;

/// <summary>An instruction to pack, and what it takes besides its bytes.</summary>
/// <param name="Instruction">The instruction.</param>
/// <param name="TraceLength">Instructions that it runs, itself and all that programs call for it included.</param>
/// <param name="KnownUnits">Compute units that tell it from others of its kind and are known before it runs: see <see
/// cref="InstructionCosts.MintSearchUnits"/>. What all of a kind use is learned.</param>
public readonly record struct PackItem(Instruction Instruction, int TraceLength, uint KnownUnits = 0);
