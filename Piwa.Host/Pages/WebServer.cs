using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Piwa.Chain.Minting;
using Piwa.Host.Serving;
using Piwa.Pipeline.Shards;

namespace Piwa.Host.Pages;

/// <summary>A server of web pages: what those that read and those that act have in common.</summary>
/// <remarks>Every answer has the page's policy; a browser loads from this host and nowhere else, and guesses no types.</remarks>
/// <param name="start">The file that is the page.</param>
/// <param name="listen">The address and port to listen at; port 0 for any that is free.</param>
/// <param name="what">What it is, and the option that says where it listens: for the message where it cannot.</param>
/// <param name="ready">Told where it is reached, once it is; null if nobody is to be told.</param>
internal abstract class WebServer(string start, IPEndPoint listen, (string Name, string Option) what, Action<Uri>? ready)
    : HttpServer(listen, what, ready)
{
    /// <summary>What questions and actions lie below.</summary>
    public const string Api = "/api/v1/";

    private readonly WebFiles _files = new(start);

    /// <summary>Answers a request, or refuses it; what it throws is told as far as it is for whoever asks.</summary>
    protected abstract Task<PageReply> AnswerAsync(HttpContext context);

    /// <summary>Answers what is no page's request.</summary>
    /// <returns>Whether it was answered.</returns>
    protected virtual Task<bool> TryServeAsync(HttpContext context) => Task.FromResult(false);

    /// <summary>The page's file at a path.</summary>
    protected PageReply FindFile(string path) =>
        _files.Find(path) ?? PageReply.Refuse(StatusCodes.Status404NotFound, "There is nothing here. The page is at /.");

    /// <inheritdoc/>
    protected sealed override async Task ServeAsync(HttpContext context)
    {
        try
        {
            if (await TryServeAsync(context).ConfigureAwait(false))
                return;
            await WriteAsync(context, await AnswerOrRefuseAsync(context).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The other side has gone: there is nobody to tell.
        }
    }

    private async Task<PageReply> AnswerOrRefuseAsync(HttpContext context)
    {
        try
        {
            return await AnswerAsync(context).ConfigureAwait(false);
        }
        catch (ArgumentException fault)
        {
            return PageReply.Refuse(StatusCodes.Status400BadRequest, fault.Message);
        }
        catch (BadHttpRequestException fault)
        {
            return PageReply.Refuse(fault.StatusCode, fault.Message);
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
        if (reply.RetryAfter is { } pause)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(pause.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
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
