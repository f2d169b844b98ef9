using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Piwa.Chain.Minting;
using Piwa.Host.Serving;
using Piwa.Pipeline.Shards;

namespace Piwa.Host.Pages;

/// <summary>A web page: of a data set and the run that makes it, or of a fleet. It reads; nothing can be changed through it.</summary>
/// <param name="routes">Answers the page's questions; disposed with the server.</param>
/// <param name="start">The file that is the page.</param>
/// <param name="listen">The address and port to listen at; port 0 for any that is free.</param>
/// <param name="option">The option that says where it listens.</param>
/// <param name="token">Lets in; null if whoever reaches the address may look.</param>
/// <param name="ready">Told where it is reached, once it is; null if nobody is to be told.</param>
internal sealed class PageServer(IPageRoutes routes, string start, IPEndPoint listen, string option, string? token, Action<Uri>? ready)
    : HttpServer(listen, ("The page", option), ready)
{
    /// <summary>The page of a data set.</summary>
    public const string DatasetStart = "index.html";

    /// <summary>The page of a fleet.</summary>
    public const string FleetStart = "fleet.html";

    private const int MaximumConnections = 64;
    private const string Api = "/api/v1/";

    private readonly PageAccess _access = new(token);
    private readonly WebFiles _files = new(start);

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
    protected override async Task ServeAsync(HttpContext context)
    {
        try
        {
            PageReply reply = _access.Check(context) ?? await AnswerAsync(context).ConfigureAwait(false);
            await WriteAsync(context, reply).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The other side has gone: there is nobody to tell.
        }
    }

    private async Task<PageReply> AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "/";
        try
        {
            return path.StartsWith(Api, StringComparison.Ordinal)
                ? await routes.AnswerAsync(path[Api.Length..], context.Request.Query, context.RequestAborted).ConfigureAwait(false)
                : _files.Find(path) ?? PageReply.Refuse(StatusCodes.Status404NotFound, "There is nothing here. The page is at /.");
        }
        catch (ArgumentException fault)
        {
            return PageReply.Refuse(StatusCodes.Status400BadRequest, fault.Message);
        }
        catch (Exception fault) when (fault is ManifestException or FormatException or IOException or UnauthorizedAccessException or ForeignLeafException)
        {
            return PageReply.Refuse(StatusCodes.Status500InternalServerError, fault.Message);
        }
    }

    private async Task WriteAsync(HttpContext context, PageReply reply)
    {
        HttpResponse response = context.Response;
        response.Headers.ContentSecurityPolicy = _files.SecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers.CacheControl = reply.IsImmutable ? "private, max-age=86400, immutable" : reply.ETag is null ? "no-store" : "no-cache";
        response.Headers.ETag = reply.ETag;
        if (reply.FileName is { } name)
            response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"{name}\"");
        if (reply.ETag is { } tag && context.Request.Headers.IfNoneMatch == tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType;
        response.ContentLength = reply.Body.Length;
        await response.Body.WriteAsync(reply.Body, context.RequestAborted).ConfigureAwait(false);
    }
}
