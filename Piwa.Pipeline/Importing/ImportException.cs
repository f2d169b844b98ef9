namespace Piwa.Pipeline.Importing;

/// <summary>A file cannot be imported. The message says where in it, and what to do where something can be done.</summary>
public sealed class ImportException : FormatException
{
    /// <summary>Creates the exception.</summary>
    public ImportException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public ImportException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ImportException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
