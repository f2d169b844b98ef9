using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Piwa.Host.Pages;

/// <summary>Who is let in.</summary>
/// <remarks>
/// Who asks for another host is refused, see <see cref="OwnHost"/>. Beyond loopback whoever asks needs the token: in <c>?token=</c> once, then in
/// a cookie that scripts do not see and other sites' pages do not send; or as a bearer's. Thread-safe.
/// </remarks>
/// <param name="token">The token; null if none is asked for.</param>
internal sealed class PageAccess(string? token)
{
    private const string Parameter = "token";
    private const string Bearer = "Bearer ";

    private readonly byte[]? _digest = token is null ? null : Digest(token);

    /// <summary>Refuses a request, or sends a browser on that has brought the token; null if it is let in.</summary>
    public PageReply? Check(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (OwnHost.Check(request) is { } refusal)
            return refusal;
        if (!HttpMethods.IsGet(request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Get;
            return PageReply.Refuse(StatusCodes.Status405MethodNotAllowed, "There is nothing to change here: only GET is answered.");
        }

        if (_digest is null)
            return null;
        string cookie = $"piwa-{context.Connection.LocalPort}";
        if (request.Query.TryGetValue(Parameter, out var brought) && IsToken(brought.ToString()))
        {
            context.Response.Cookies.Append(cookie, token!, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
            context.Response.Headers.Location = request.Path.Value;
            return new PageReply(StatusCodes.Status303SeeOther, "text/plain", ReadOnlyMemory<byte>.Empty);
        }

        string authorization = request.Headers.Authorization.ToString();
        return (request.Cookies.TryGetValue(cookie, out string? kept) && IsToken(kept))
            || (authorization.StartsWith(Bearer, StringComparison.Ordinal) && IsToken(authorization[Bearer.Length..]))
            ? null
            : PageReply.Refuse(
                StatusCodes.Status401Unauthorized, "This page needs a token: open it with ?token= and what the file of --token-file holds.");
    }

    /// <summary>Takes the same time however much of it is right, and whatever its length.</summary>
    private bool IsToken(string text) => CryptographicOperations.FixedTimeEquals(Digest(text), _digest);

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
