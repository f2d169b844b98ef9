using System.Net;

namespace Piwa.Chain.Requests;

/// <summary>A request was not answered, or not with what was asked for; the message says why.</summary>
public sealed class RequestException : Exception
{
    /// <summary>Creates an exception.</summary>
    /// <param name="status">The status of HTTP; null if there was no answer, <see cref="HttpStatusCode.OK"/> if it made no sense.</param>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">What caused it.</param>
    public RequestException(HttpStatusCode? status, string message, Exception? innerException = null)
        : base(message, innerException) => Status = status;

    /// <summary>The status of HTTP; null if there was no answer.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>Whether the same request may be answered later.</summary>
    public bool IsTransient => Status is null
        or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;
}
