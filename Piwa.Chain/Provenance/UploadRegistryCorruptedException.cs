namespace Piwa.Chain.Provenance;

/// <summary>Files of a registry are damaged or missing, or it is of another version.</summary>
public sealed class UploadRegistryCorruptedException : IOException
{
    /// <summary>Creates the exception.</summary>
    public UploadRegistryCorruptedException()
        : this("The registry is damaged.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what to do.</param>
    public UploadRegistryCorruptedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public UploadRegistryCorruptedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
