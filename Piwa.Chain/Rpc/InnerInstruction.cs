using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc;

/// <summary>A call that a program made while a transaction ran.</summary>
/// <param name="OuterIndex">The transaction's instruction that it belongs to.</param>
/// <param name="StackHeight">How deep the call is: 2 for a call by the instruction itself.</param>
/// <param name="ProgramId">The program that was called.</param>
/// <param name="AccountIndexes">The accounts, by their numbers in the message.</param>
/// <param name="Data">The data.</param>
public readonly record struct InnerInstruction(
    int OuterIndex, int StackHeight, PublicKey ProgramId, ReadOnlyMemory<byte> AccountIndexes, ReadOnlyMemory<byte> Data);
