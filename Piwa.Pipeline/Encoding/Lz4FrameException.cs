namespace Piwa.Pipeline.Encoding;

/// <summary>Bytes that should be an LZ4 frame are not a whole and healthy one.</summary>
public sealed class Lz4FrameException : FormatException
{
    /// <summary>A frame with a given fault.</summary>
    /// <param name="error">What is wrong.</param>
    /// <param name="message">What was expected and what came.</param>
    public Lz4FrameException(Lz4FrameError error, string message)
        : base(message)
    {
        Error = error;
    }

    /// <summary>What is wrong.</summary>
    public Lz4FrameError Error { get; }
}
