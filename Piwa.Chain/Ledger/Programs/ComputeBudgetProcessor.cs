using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;

namespace Piwa.Chain.Ledger.Programs;

/// <summary>The compute budget program: its instructions were read before the transaction ran.</summary>
internal sealed class ComputeBudgetProcessor() : LedgerProgram(ProgramIds.ComputeBudget, ProgramLoaders.Native)
{
    public override InstructionFault? Execute(InstructionFrame frame) => null;
}
