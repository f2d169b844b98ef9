using System.Net;

namespace Piwa.Pipeline.Fleet;

/// <summary>What was asked of a coordinator is not done; the message says why.</summary>
/// <param name="status">The status of HTTP.</param>
/// <param name="message">Why.</param>
internal sealed class FleetRefusal(HttpStatusCode status, string message) : Exception(message)
{
    /// <summary>The status of HTTP.</summary>
    public HttpStatusCode Status { get; } = status;
}
