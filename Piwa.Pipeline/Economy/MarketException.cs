namespace Piwa.Pipeline.Economy;

/// <summary>A market refuses something, or cannot do it: the message says what and why.</summary>
public sealed class MarketException : Exception
{
    /// <summary>Creates the exception.</summary>
    public MarketException()
        : this("The market refuses.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is refused, and why.</param>
    public MarketException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is refused, and why.</param>
    /// <param name="innerException">The cause.</param>
    public MarketException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
