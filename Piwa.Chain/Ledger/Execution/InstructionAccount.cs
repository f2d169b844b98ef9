namespace Piwa.Chain.Ledger.Execution;

/// <summary>An account of a running instruction.</summary>
/// <param name="Index">Its number in the message.</param>
/// <param name="IsSigner">Whether it signs, in the eyes of this instruction.</param>
/// <param name="IsWritable">Whether this instruction may change it.</param>
internal readonly record struct InstructionAccount(byte Index, bool IsSigner, bool IsWritable);
