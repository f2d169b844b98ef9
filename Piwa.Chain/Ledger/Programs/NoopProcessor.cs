using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;

namespace Piwa.Chain.Ledger.Programs;

/// <summary>A noop program: what it is called with is its use, for the ledger keeps it.</summary>
internal sealed class NoopProcessor(PublicKey id) : LedgerProgram(id, ProgramLoaders.Upgradeable)
{
    public override InstructionFault? Execute(InstructionFrame frame) => null;
}
