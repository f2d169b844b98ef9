namespace Piwa.Chain.Ledger;

/// <summary>Writing to the log failed, so that memory and disk may differ: the ledger takes no more calls and must be opened
/// anew.</summary>
public sealed class LedgerFaultedException : IOException
{
    /// <summary>Creates the exception.</summary>
    public LedgerFaultedException()
        : this("The ledger must be opened anew.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what to do.</param>
    public LedgerFaultedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public LedgerFaultedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
