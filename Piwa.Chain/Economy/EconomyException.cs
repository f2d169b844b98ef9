namespace Piwa.Chain.Economy;

/// <summary>What was asked for is against a rule of the economy; nothing was entered.</summary>
public sealed class EconomyException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public EconomyException()
        : this("That is against a rule of the economy.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which rule, and what came.</param>
    public EconomyException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which rule, and what came.</param>
    /// <param name="innerException">The cause.</param>
    public EconomyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
