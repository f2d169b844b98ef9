using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Piwa.Host.Pages;

/// <summary>A web page: of a data set and the run that makes it, or of a fleet. It reads; nothing can be changed through it.</summary>
/// <param name="routes">Answers the page's questions; disposed with the server.</param>
/// <param name="start">The file that is the page.</param>
/// <param name="listen">The address and port to listen at; port 0 for any that is free.</param>
/// <param name="option">The option that says where it listens.</param>
/// <param name="token">Lets in; null if whoever reaches the address may look.</param>
/// <param name="ready">Told where it is reached, once it is; null if nobody is to be told.</param>
internal sealed class PageServer(IPageRoutes routes, string start, IPEndPoint listen, string option, string? token, Action<Uri>? ready)
    : WebServer(start, listen, ("The page", option), ready)
{
    /// <summary>The page of a data set.</summary>
    public const string DatasetStart = "index.html";

    /// <summary>The page of a fleet.</summary>
    public const string FleetStart = "fleet.html";

    private const int MaximumConnections = 64;

    private readonly PageAccess _access = new(token);

    /// <summary>The page of a data set.</summary>
    /// <param name="directory">The data set's directory, which may be empty or not there yet; or its address in a bucket.</param>
    /// <param name="run">The run that this process makes it with; null if there is none.</param>
    /// <param name="listen">The address and port to listen at; port 0 for any that is free.</param>
    /// <param name="token">Lets in; null if whoever reaches the address may look.</param>
    /// <param name="ready">Told where it is reached, once it is; null if nobody is to be told.</param>
    public PageServer(string directory, RunFeed? run, IPEndPoint listen, string? token, Action<Uri>? ready)
        : this(new PageRoutes(directory, run, TimeProvider.System), DatasetStart, listen, run is null ? "--listen" : "--page", token, ready)
    {
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        routes.Dispose();
    }

    /// <inheritdoc/>
    protected override void Limit(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = MaximumConnections;
        limits.MaxRequestBodySize = 0;
    }

    /// <inheritdoc/>
    protected override async Task<PageReply> AnswerAsync(HttpContext context)
    {
        if (_access.Check(context) is { } refusal)
            return refusal;
        string path = context.Request.Path.Value ?? "/";
        return path.StartsWith(Api, StringComparison.Ordinal)
            ? await routes.AnswerAsync(path[Api.Length..], context.Request.Query, context.RequestAborted).ConfigureAwait(false)
            : FindFile(path);
    }
}
