namespace Piwa.Pipeline.Shards;

/// <summary>A file is no shard, or a damaged one. The message names it.</summary>
public sealed class ShardFormatException : FormatException
{
    /// <summary>Creates the exception.</summary>
    public ShardFormatException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public ShardFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ShardFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
