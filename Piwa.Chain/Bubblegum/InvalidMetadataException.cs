namespace Piwa.Chain.Bubblegum;

/// <summary>Metadata that Bubblegum would refuse.</summary>
public sealed class InvalidMetadataException : ArgumentException
{
    /// <summary>Creates the exception.</summary>
    public InvalidMetadataException()
        : this("Bubblegum would refuse the metadata.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which limit is broken.</param>
    public InvalidMetadataException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which limit is broken.</param>
    /// <param name="innerException">The cause.</param>
    public InvalidMetadataException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal InvalidMetadataException(BubblegumError error, string name)
        : base($"Bubblegum would refuse the metadata of '{name}' with error {(int)error}: {error}.")
    {
        Error = error;
    }

    /// <summary>The error that the program would give; null if unknown.</summary>
    public BubblegumError? Error { get; }
}
