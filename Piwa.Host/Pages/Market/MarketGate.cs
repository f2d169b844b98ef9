using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Piwa.Host.Pages.Market;

/// <summary>Who may do what in a market.</summary>
/// <remarks>
/// <para>
/// An action comes from a page of this host alone, which is looked at twice: browsers say whose page sends it (<c>Origin</c>,
/// <c>Sec-Fetch-Site</c>), and it brings a token of the session that no other page can read. The cookie is sent by this host's pages only,
/// and scripts do not see it.
/// </para>
/// <para>Thread-safe.</para>
/// </remarks>
/// <param name="options">Where it is, and its limits.</param>
/// <param name="sessions">Who is signed in.</param>
internal sealed class MarketGate(MarketServerOptions options, SessionBook sessions)
{
    /// <summary>The header in which a page sends its session's token.</summary>
    public const string TokenHeader = "X-Piwa-Token";

    /// <summary>Addresses of IPv6 are given out so many bits at a time.</summary>
    private const int SubnetBytes = 8;

    private readonly RequestPace _signIns = new(options.SignInsPerMinute, options.Clock);
    private readonly RequestPace _actions = new(options.ActionsPerMinute, options.Clock);

    /// <summary>What the market is called.</summary>
    public string Name => options.Name;

    /// <summary>The address by which a request has found the page.</summary>
    public Uri PageOf(HttpRequest request) => options.PublicAddress is { } known && request.Host.Host.Equals(known.Host, StringComparison.OrdinalIgnoreCase)
        ? known
        : new Uri($"{request.Scheme}://{request.Host.ToUriComponent()}/");

    /// <summary>The session of a request; null if there is none.</summary>
    public MarketSession? SessionOf(HttpContext context) => sessions.Use(SecretOf(context));

    /// <summary>Whether a session is one of the operator's.</summary>
    public bool IsOperator(MarketSession? session) => session is not null && options.Operators.Contains(session.Wallet);

    /// <summary>Refuses a request that is for another host; null if it is for this one.</summary>
    public PageReply? CheckHost(HttpRequest request) => OwnHost.Check(request, options.PublicAddress?.Host);

    /// <summary>Refuses a request for a route; null if it may pass.</summary>
    public PageReply? Check(HttpContext context, MarketRoute route, MarketSession? session)
    {
        bool isAction = route.Method != HttpMethods.Get;
        if (isAction && CheckOrigin(context.Request) is { } foreign)
            return foreign;
        if (route.Audience != MarketAudience.Anyone && session is null)
            return PageReply.Refuse(StatusCodes.Status401Unauthorized, "Nobody is signed in, or the session has ended. Sign in with a wallet.");
        if (isAction && session is not null && route.Audience != MarketAudience.Anyone && !HasToken(context.Request, session))
        {
            return PageReply.Refuse(
                StatusCodes.Status403Forbidden, $"The header {TokenHeader} does not have this session's token. Open the page anew, and do it again.");
        }

        if (route.Audience == MarketAudience.Operator && !IsOperator(session))
            return PageReply.Refuse(StatusCodes.Status403Forbidden, $"This is for the operator of the host, and {session!.Wallet} is not.");
        return isAction ? CheckPace(context, route, session) : null;
    }

    /// <summary>The address that a request comes from: of IPv6 its network, of a proxy on this machine the address that it says.</summary>
    public string PeerOf(HttpContext context)
    {
        IPAddress address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (options.PublicAddress is not null && IPAddress.IsLoopback(address)
            && context.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim() is { Length: > 0 } said
            && IPAddress.TryParse(said, out IPAddress? forwarded))
        {
            address = forwarded;
        }

        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, SubnetBytes))
            : address.ToString();
    }

    /// <summary>Gives a browser what it keeps of a session; it has one, and the one before ends.</summary>
    public void Keep(HttpContext context, string secret)
    {
        sessions.End(SecretOf(context));
        context.Response.Cookies.Append(CookieOf(context), secret, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = IsSecure(context),
            Path = "/",
            MaxAge = options.SessionLife,
        });
    }

    /// <summary>Ends the session of a request, and has the browser forget it.</summary>
    public void End(HttpContext context)
    {
        sessions.End(SecretOf(context));
        context.Response.Cookies.Delete(CookieOf(context), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = IsSecure(context),
            Path = "/",
        });
    }

    private PageReply? CheckPace(HttpContext context, MarketRoute route, MarketSession? session)
    {
        TimeSpan? wait = route.Audience == MarketAudience.Anyone
            ? _signIns.Take($"{route.Path} {PeerOf(context)}")
            : _actions.Take(session!.Wallet.ToString());
        return wait is null
            ? null
            : PageReply.Refuse(StatusCodes.Status429TooManyRequests, "That is too much at once. Wait as long as Retry-After says, in seconds.") with
            {
                RetryAfter = wait,
            };
    }

    /// <summary>Browsers say with each action whose page sends it; what says nothing is none, and says so itself.</summary>
    private PageReply? CheckOrigin(HttpRequest request)
    {
        string own = PageOf(request).GetLeftPart(UriPartial.Authority), origin = request.Headers.Origin.ToString();
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        bool isOwn = origin.Length > 0 ? origin.Equals(own, StringComparison.OrdinalIgnoreCase) : site.Length > 0;
        return isOwn && site is "" or "same-origin"
            ? null
            : PageReply.Refuse(StatusCodes.Status403Forbidden, $"This did not come from a page of this host. A program sends the header Origin: {own}");
    }

    private static bool HasToken(HttpRequest request, MarketSession session) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(request.Headers[TokenHeader].ToString()), Encoding.UTF8.GetBytes(session.Token));

    private string? SecretOf(HttpContext context) => context.Request.Cookies.TryGetValue(CookieOf(context), out string? secret) ? secret : null;

    private bool IsSecure(HttpContext context) => context.Request.IsHttps || PageOf(context.Request).Scheme == Uri.UriSchemeHttps;

    /// <summary>Ports of one machine share their cookies; with TLS no other host of the domain may set it.</summary>
    private string CookieOf(HttpContext context) =>
        IsSecure(context) ? "__Host-piwa-market" : $"piwa-market-{context.Connection.LocalPort}";
}
