using System.Net;
using Microsoft.AspNetCore.Http;

namespace Piwa.Host.Pages;

/// <summary>Whether a request is meant for this machine.</summary>
/// <remarks>
/// A page of somebody else that makes a name of its own lead to this machine (DNS rebinding) sends that name: only addresses, localhost, this
/// machine's name and the one that the operator says are taken.
/// </remarks>
internal static class OwnHost
{
    /// <summary>Refuses a request that is meant for another; null if it is for this one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The name under which others know this machine; null for none.</param>
    public static PageReply? Check(HttpRequest request, string? name = null) => Is(request.Host.Host, name)
        ? null
        : PageReply.Refuse(
            StatusCodes.Status421MisdirectedRequest,
            $"This page is not '{request.Host.Host}'. Open it by {(name is null ? "" : $"{name}, ")}its IP address, or as localhost.");

    /// <summary>Whether a name is an address, which nobody can make lead elsewhere, or this machine's.</summary>
    private static bool Is(string host, string? name) =>
        IPAddress.TryParse(host, out _)
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase)
        || (name is not null && host.Equals(name, StringComparison.OrdinalIgnoreCase));
}
