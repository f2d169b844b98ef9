namespace Piwa.Chain.Ledger;

/// <summary>Another process, or another object of this one, has the ledger open.</summary>
public sealed class LedgerInUseException : IOException
{
    /// <summary>Creates the exception.</summary>
    public LedgerInUseException()
        : this("The ledger is open elsewhere.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what to do.</param>
    public LedgerInUseException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public LedgerInUseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
