using Piwa.Chain.Rpc;

namespace Piwa.Chain.Minting;

/// <summary>A lane's transaction failed. Everything before it has landed, nothing from it on has; the lane may go on once the cause is
/// gone.</summary>
public sealed class MintFailedException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public MintFailedException()
        : this("A lane's transaction failed.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which request, and why.</param>
    public MintFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which request, and why.</param>
    /// <param name="innerException">The cause.</param>
    public MintFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal MintFailedException(long index, TransactionError? error, IReadOnlyList<string> logMessages)
        : base($"The transaction that starts with number {index} of the lane's list failed: {error}. All before it has landed.")
    {
        Index = index;
        Error = error;
        LogMessages = logMessages;
    }

    /// <summary>The first asset or root that has not landed, by its number in the lane.</summary>
    public long Index { get; }

    /// <summary>Why the transaction failed; null if unknown.</summary>
    public TransactionError? Error { get; }

    /// <summary>What the programs logged.</summary>
    public IReadOnlyList<string> LogMessages { get; } = [];
}
