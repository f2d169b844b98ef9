namespace Piwa.Chain.Transactions;

/// <summary>A transaction does not fit the network's packet.</summary>
public sealed class TransactionTooLargeException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public TransactionTooLargeException()
        : this($"A transaction takes at most {Transaction.MaximumBytes} bytes.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">How large, and how large it may be.</param>
    public TransactionTooLargeException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">How large, and how large it may be.</param>
    /// <param name="innerException">The cause.</param>
    public TransactionTooLargeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal static TransactionTooLargeException For(int bytes) => new(
        $"The transaction takes {bytes} bytes; the network carries at most {Transaction.MaximumBytes}. Put fewer instructions into it.");
}
