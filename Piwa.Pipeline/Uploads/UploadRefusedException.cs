namespace Piwa.Pipeline.Uploads;

/// <summary>A queue does not take a file; the message says why.</summary>
public sealed class UploadRefusedException : Exception
{
    /// <summary>Creates an exception.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="message">The same in words.</param>
    /// <param name="retryAfter">When to try again; null for never with this file.</param>
    public UploadRefusedException(UploadRefusal reason, string message, TimeSpan? retryAfter = null)
        : base(message) => (Reason, RetryAfter) = (reason, retryAfter);

    /// <summary>Why.</summary>
    public UploadRefusal Reason { get; }

    /// <summary>When to try again; null for never with this file.</summary>
    public TimeSpan? RetryAfter { get; }
}
