namespace Piwa.Pipeline.Shards;

/// <summary>A data set's description or manifest is damaged or contradicts itself. The message names file, line and fault.</summary>
public sealed class ManifestException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ManifestException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public ManifestException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ManifestException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
