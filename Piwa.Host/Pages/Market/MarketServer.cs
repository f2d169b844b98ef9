using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Piwa.Host.Serving;
using Piwa.Pipeline.Economy;

namespace Piwa.Host.Pages.Market;

/// <summary>The pages of a market, where wallets sign in and act: GET asks, POST does.</summary>
/// <remarks>
/// A request passes, in this order: the host that it is for, the route, who may use it, how fast, how long its body is. Only then is the body
/// read, and the route asked.
/// </remarks>
internal sealed class MarketServer : WebServer
{
    /// <summary>The page of a market.</summary>
    public const string Start = "market.html";

    private const int MaximumConnections = 256;

    /// <summary>Who sends slower is cut: a body that comes drop by drop would keep others' places for days.</summary>
    private const double LeastBytesPerSecond = 4 << 10;

    private readonly MarketServerOptions _options;
    private readonly IReadOnlyList<IMarketRoutes> _groups;
    private readonly MarketTable _table;
    private readonly MarketGate _gate;
    private readonly MarketPrograms? _programs;

    /// <param name="options">Where it is, and its limits.</param>
    /// <param name="groups">Its routes beside those of signing in; disposed with it.</param>
    /// <param name="service">The market for programs, at the same address; null where there are pages alone.</param>
    /// <param name="ready">Told where it is reached, once it is; null if nobody is to be told.</param>
    /// <exception cref="ArgumentException">Two routes are the same.</exception>
    public MarketServer(MarketServerOptions options, IReadOnlyList<IMarketRoutes> groups, MarketService? service = null, Action<Uri>? ready = null)
        : base(Start, options.Listen, ("The market", options.ListenOption), ready)
    {
        _options = options;
        SessionBook sessions = new(options, options.Clock);
        _gate = new MarketGate(options, sessions);
        _programs = service is null ? null : new MarketPrograms(service, _gate, options.Clock);
        _groups = [new SignInRoutes(_gate, sessions, options.Clock), .. groups];
        _table = new MarketTable(_groups);
    }

    /// <summary>All its routes.</summary>
    public IEnumerable<MarketRoute> Routes => _table.All;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        foreach (IMarketRoutes group in _groups)
            group.Dispose();
    }

    /// <inheritdoc/>
    protected override ServerCertificate? Certificate => _options.Certificate;

    /// <inheritdoc/>
    protected override void Limit(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = MaximumConnections;

        limits.MinRequestBodyDataRate = new MinDataRate(LeastBytesPerSecond, Grace);
    }

    /// <inheritdoc/>
    protected override async Task<bool> TryServeAsync(HttpContext context)
    {
        if (_programs is null || !MarketService.Takes(context.Request.Path.Value ?? "/"))
            return false;
        await _programs.ServeAsync(context).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    protected override async Task<PageReply> AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (_gate.CheckHost(request) is { } elsewhere)
            return elsewhere;
        string path = request.Path.Value ?? "/";
        if (!path.StartsWith(Api, StringComparison.Ordinal))
            return HttpMethods.IsGet(request.Method) ? FindFile(path) : NotAllowed(context, HttpMethods.Get);
        if (_table.Find(request.Method, path[Api.Length..], out IReadOnlyDictionary<string, string> parts, out string allowed) is not { } route)
        {
            return allowed.Length > 0
                ? NotAllowed(context, allowed)
                : PageReply.Refuse(StatusCodes.Status404NotFound, $"There is no '{path[Api.Length..]}'.");
        }

        MarketSession? session = _gate.SessionOf(context);
        if (_gate.Check(context, route, session) is { } refusal)
            return refusal;
        RequestBody.Check(request, route.MaximumBodyBytes);
        var asked = new MarketRequest
        {
            Context = context,
            Parts = parts,
            Session = session,
            IsOperator = _gate.IsOperator(session),
            Page = _gate.PageOf(request),
            Peer = _gate.PeerOf(context),
            Body = route.TakesStream ? default : await RequestBody.ReadAsync(request, route.MaximumBodyBytes, context.RequestAborted).ConfigureAwait(false),
        };
        return await route.AnswerAsync(asked, context.RequestAborted).ConfigureAwait(false);
    }

    private static PageReply NotAllowed(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return PageReply.Refuse(StatusCodes.Status405MethodNotAllowed, $"Here there is {allowed}, not {context.Request.Method}.");
    }
}
