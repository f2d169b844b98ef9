using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>What running a transaction came to.</summary>
internal sealed class TransactionResult
{
    /// <summary>The last line of a log that was cut off (solana_log_collector).</summary>
    private const string CutLine = "Log truncated";

    private IReadOnlyList<string> _logs = [];

    /// <summary>Whether it landed: it paid its fee, even if it failed.</summary>
    public required bool HasLanded { get; init; }

    public required TransactionError? Error { get; init; }

    public ulong Fee { get; init; }

    /// <summary>The price that was offered for a compute unit.</summary>
    public ulong MicroLamportsPerUnit { get; init; }

    /// <summary>The accounts that the transaction may change.</summary>
    public IReadOnlyList<PublicKey> WritableAccounts { get; init; } = [];

    /// <summary>What the lookup tables gave, after the message's own accounts: those that may be changed, then those only read.</summary>
    public IReadOnlyList<PublicKey> LoadedAddresses { get; init; } = [];

    /// <summary>What the accounts held before, in the order of the message.</summary>
    public IReadOnlyList<ulong> PreBalances { get; init; } = [];

    /// <summary>What the accounts held after, in the order of the message.</summary>
    public IReadOnlyList<ulong> PostBalances { get; init; } = [];

    public IReadOnlyList<string> Logs
    {
        get => _logs;
        init => _logs = value;
    }

    public IReadOnlyList<InnerInstruction> InnerInstructions { get; init; } = [];

    /// <summary>What happened to trees; empty if the transaction failed.</summary>
    public IReadOnlyList<TreeChange> TreeChanges { get; init; } = [];

    /// <summary>Keeps the first lines of the logs only, as nodes do with long ones.</summary>
    public void CutLogs(int lines)
    {
        if (lines < _logs.Count)
            _logs = [.. _logs.Take(lines), CutLine];
    }

    public static TransactionResult Rejected(TransactionError error) => new() { HasLanded = false, Error = error };

    public static TransactionResult Rejected(TransactionErrorKind kind) => Rejected(new TransactionError(kind));
}
