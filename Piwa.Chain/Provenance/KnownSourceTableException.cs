namespace Piwa.Chain.Provenance;

/// <summary>A file is no table of known sources, or not one that was signed as it is.</summary>
public sealed class KnownSourceTableException : IOException
{
    /// <summary>Creates the exception.</summary>
    public KnownSourceTableException()
        : this("The file is no table of known sources.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with it.</param>
    public KnownSourceTableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with it.</param>
    /// <param name="innerException">The cause.</param>
    public KnownSourceTableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
