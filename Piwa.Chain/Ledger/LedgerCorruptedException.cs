namespace Piwa.Chain.Ledger;

/// <summary>The log of a ledger is damaged where it was acknowledged, or was written by programs that behave differently.</summary>
public sealed class LedgerCorruptedException : IOException
{
    /// <summary>Creates the exception.</summary>
    public LedgerCorruptedException()
        : this("The log of the ledger is damaged.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what to do.</param>
    public LedgerCorruptedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public LedgerCorruptedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
