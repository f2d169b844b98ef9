using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Piwa.Chain.Requests;

namespace Piwa.Host.Serving;

/// <summary>Serves what answers signed requests.</summary>
/// <remarks>
/// What comes is bounded before it is looked at: connections, headers, bodies, and how many large bodies are in memory at once, for only a
/// whole body shows whether its signature holds.
/// </remarks>
/// <param name="listen">The address and port to listen at; port 0 for any that is free.</param>
/// <param name="what">What it is, and the option that says where it listens: for the message where it cannot.</param>
/// <param name="ready">Told where it is reached, once it is; null if nobody is to be told.</param>
/// <param name="maximumBodyBytes">The longest body.</param>
internal abstract class RequestServer(IPEndPoint listen, (string Name, string Option) what, Action<Uri>? ready, int maximumBodyBytes)
    : HttpServer(listen, what, ready)
{
    private const int MaximumConnections = 256;
    private const int LargeBodyBytes = 1 << 20;
    private const int LargeBodies = 4;

    /// <summary>Who sends slower is cut: a body that comes drop by drop would keep others' places for days.</summary>
    private const double LeastBytesPerSecond = 16 << 10;

    private readonly SemaphoreSlim _largeBodies = new(LargeBodies);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        _largeBodies.Dispose();
    }

    /// <inheritdoc/>
    protected override void Limit(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = MaximumConnections;
        limits.MinRequestBodyDataRate = new MinDataRate(LeastBytesPerSecond, Grace);
    }

    /// <summary>Answers a request whose body is there.</summary>
    protected abstract ValueTask<RequestReply> AnswerAsync(HttpRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async Task ServeAsync(HttpContext context)
    {
        bool isLarge = context.Request.ContentLength is null or > LargeBodyBytes;
        if (isLarge && !await _largeBodies.WaitAsync(TimeSpan.Zero, context.RequestAborted).ConfigureAwait(false))
        {
            await RefuseForNowAsync(context, "Other large requests are being taken. Try again in a second.").ConfigureAwait(false);
            return;
        }

        try
        {
            await AnswerOrRefuseAsync(
                context,
                async () =>
                {
                    ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(context.Request, maximumBodyBytes, context.RequestAborted).ConfigureAwait(false);
                    return await AnswerAsync(context.Request, body, context.RequestAborted).ConfigureAwait(false);
                }).ConfigureAwait(false);
        }
        finally
        {
            if (isLarge)
                _largeBodies.Release();
        }
    }

    /// <summary>Says that there is no room at the moment.</summary>
    protected static async Task RefuseForNowAsync(HttpContext context, string why)
    {
        context.Response.Headers.RetryAfter = "1";
        await AnswerAsync(context, RequestReply.Refuse(HttpStatusCode.ServiceUnavailable, why)).ConfigureAwait(false);
    }

    /// <summary>Answers, or says what is wrong with what came.</summary>
    protected static async Task AnswerOrRefuseAsync(HttpContext context, Func<Task<RequestReply>> answer)
    {
        try
        {
            await AnswerAsync(context, await answer().ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException fault)
        {
            await AnswerAsync(context, RequestReply.Refuse((HttpStatusCode)fault.StatusCode, fault.Message)).ConfigureAwait(false);
        }
        catch (IOException) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            await AnswerAsync(context, RequestReply.Refuse(HttpStatusCode.BadRequest, "The body is not whole.")).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The other side has gone: there is nobody to tell.
        }
    }

    private static async Task AnswerAsync(HttpContext context, RequestReply reply)
    {
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = reply.Json.Length;
        await context.Response.Body.WriteAsync(reply.Json, context.RequestAborted).ConfigureAwait(false);
    }
}
