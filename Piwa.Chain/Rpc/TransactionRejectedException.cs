namespace Piwa.Chain.Rpc;

/// <summary>A transaction was turned away: it did not land and changed nothing.</summary>
public sealed class TransactionRejectedException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public TransactionRejectedException()
        : this("The transaction was turned away.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why.</param>
    public TransactionRejectedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why.</param>
    /// <param name="innerException">The cause.</param>
    public TransactionRejectedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="error">Why.</param>
    /// <param name="logMessages">What the programs logged.</param>
    public TransactionRejectedException(TransactionError error, IReadOnlyList<string> logMessages)
        : base($"The transaction was turned away: {error}.")
    {
        Error = error;
        LogMessages = logMessages;
    }

    /// <summary>Why; null if unknown.</summary>
    public TransactionError? Error { get; }

    /// <summary>What the programs logged.</summary>
    public IReadOnlyList<string> LogMessages { get; } = [];
}
