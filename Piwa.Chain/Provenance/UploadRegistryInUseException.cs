namespace Piwa.Chain.Provenance;

/// <summary>Another process, or another object of this one, has the registry open.</summary>
public sealed class UploadRegistryInUseException : IOException
{
    /// <summary>Creates the exception.</summary>
    public UploadRegistryInUseException()
        : this("The registry is open elsewhere.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what to do.</param>
    public UploadRegistryInUseException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public UploadRegistryInUseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
