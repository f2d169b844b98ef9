namespace Piwa.Chain.Transactions;

/// <summary>An instruction inside a message: accounts are numbers in the message's list of accounts.</summary>
/// <param name="ProgramIndex">The program's number.</param>
/// <param name="AccountIndexes">One number per account, in the order that the program expects.</param>
/// <param name="Data">The data, in the form that the program expects.</param>
public readonly record struct CompiledInstruction(byte ProgramIndex, ReadOnlyMemory<byte> AccountIndexes, ReadOnlyMemory<byte> Data);
