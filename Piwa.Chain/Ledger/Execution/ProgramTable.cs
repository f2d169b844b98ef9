using System.Diagnostics.CodeAnalysis;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Programs;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>The programs that the ledger runs.</summary>
internal sealed class ProgramTable
{
    private readonly Dictionary<PublicKey, LedgerProgram> _programs;

    private ProgramTable(params IEnumerable<LedgerProgram> programs) => _programs = programs.ToDictionary(program => program.Id);

    public IEnumerable<LedgerProgram> All => _programs.Values;

    public static ProgramTable Create() => new(
        new SystemProcessor(),
        new ComputeBudgetProcessor(),
        new MemoProcessor(),
        new TokenProcessor(),
        new AssociatedTokenProcessor(),
        new LookupTableProcessor(),
        new NoopProcessor(ProgramIds.SplNoop),
        new NoopProcessor(ProgramIds.MplNoop),
        new CompressionProcessor(CompressionProgram.Spl),
        new CompressionProcessor(CompressionProgram.Mpl),
        new CoreProcessor(),
        new BubblegumProcessor());

    public bool TryGet(PublicKey id, [NotNullWhen(true)] out LedgerProgram? program) => _programs.TryGetValue(id, out program);
}
