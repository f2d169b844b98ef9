namespace Piwa.Chain.Economy;

/// <summary>The ledger of value cannot be used: it is damaged, was changed, or another process has it.</summary>
public sealed class ValueLedgerException : IOException
{
    /// <summary>Creates the exception.</summary>
    public ValueLedgerException()
        : this("The ledger of value cannot be used.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public ValueLedgerException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public ValueLedgerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
