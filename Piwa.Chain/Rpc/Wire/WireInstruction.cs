namespace Piwa.Chain.Rpc.Wire;

/// <summary>An instruction; the data in base58 whatever encoding was asked for.</summary>
internal sealed record WireInstruction(int ProgramIdIndex, IReadOnlyList<int> Accounts, string Data, int? StackHeight = null);
