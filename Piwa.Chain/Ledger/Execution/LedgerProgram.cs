using System.Globalization;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>A program that the ledger runs.</summary>
internal abstract class LedgerProgram
{
    private readonly string[] _invocations;

    /// <param name="id">The program.</param>
    /// <param name="loader">Who owns its account: one of <see cref="ProgramLoaders"/>.</param>
    protected LedgerProgram(PublicKey id, PublicKey loader)
    {
        Id = id;
        Loader = loader;
        _invocations =
        [
            .. Enumerable.Range(1, TransactionContext.MaximumStackHeight)
                .Select(height => string.Create(CultureInfo.InvariantCulture, $"Program {id} invoke [{height}]")),
        ];
        SuccessText = $"Program {id} success";
    }

    public PublicKey Id { get; }

    /// <summary>Who owns the program's account.</summary>
    public PublicKey Loader { get; }

    /// <summary>What the log says when the program ends well.</summary>
    public string SuccessText { get; }

    /// <summary>What the log says when the program starts.</summary>
    public string InvocationText(int stackHeight) => _invocations[stackHeight - 1];

    /// <summary>Runs one instruction. What a faulty instruction has changed until then is taken back by the caller.</summary>
    public abstract InstructionFault? Execute(InstructionFrame frame);
}
