namespace Piwa.Pipeline.Stores.S3;

/// <summary>A fault that another attempt does not mend.</summary>
internal sealed class S3FinalException : IOException
{
    public S3FinalException(string message)
        : base(message)
    {
    }

    public S3FinalException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
