namespace Piwa.Chain;

/// <summary>Bytes do not have the form they should have: a transaction, an account, an event or metadata. The message says what was
/// expected, and where.</summary>
public sealed class WireFormatException : FormatException
{
    /// <summary>Creates the exception.</summary>
    public WireFormatException()
        : this("The bytes do not have the expected form.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected, and where.</param>
    public WireFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected, and where.</param>
    /// <param name="innerException">The cause.</param>
    public WireFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
