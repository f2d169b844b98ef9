namespace Piwa.Chain.Keys;

/// <summary>A keypair file cannot be used. The message says why and what to do, and holds nothing of the file's contents.</summary>
public sealed class KeypairFileException : IOException
{
    /// <summary>Creates the exception.</summary>
    public KeypairFileException()
        : this("The keypair file cannot be used.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why, and what to do.</param>
    public KeypairFileException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public KeypairFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
