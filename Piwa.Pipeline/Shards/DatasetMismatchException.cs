namespace Piwa.Pipeline.Shards;

/// <summary>The directory holds another data set than the one that was asked for. The message says what differs.</summary>
public sealed class DatasetMismatchException : Exception
{
    /// <summary>Creates the exception.</summary>
    public DatasetMismatchException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public DatasetMismatchException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public DatasetMismatchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
