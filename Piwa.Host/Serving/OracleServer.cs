using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Piwa.Chain.Provenance;

namespace Piwa.Host.Serving;

/// <summary>An oracle over HTTP.</summary>
/// <remarks>
/// What comes is bounded before it is looked at: connections, headers, bodies, and how many large bodies are in memory at once, for only a
/// whole body shows whether its signature holds.
/// </remarks>
/// <param name="service">The oracle; stays its owner's.</param>
/// <param name="listen">The address and port to listen at; port 0 for any that is free.</param>
/// <param name="ready">Told where it is reached, once it is; null if nobody is to be told.</param>
internal sealed class OracleServer(OracleService service, IPEndPoint listen, Action<Uri>? ready)
    : HttpServer(listen, ("The oracle", "--port"), ready)
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
        limits.MaxRequestBodySize = OracleService.MaximumBodyBytes;
        limits.MinRequestBodyDataRate = new MinDataRate(LeastBytesPerSecond, Grace);
    }

    /// <inheritdoc/>
    protected override async Task ServeAsync(HttpContext context)
    {
        bool isLarge = context.Request.ContentLength is null or > LargeBodyBytes;
        if (isLarge && !await _largeBodies.WaitAsync(TimeSpan.Zero, context.RequestAborted).ConfigureAwait(false))
        {
            context.Response.Headers.RetryAfter = "1";
            await AnswerAsync(context, OracleService.Refuse(StatusCodes.Status503ServiceUnavailable, "Other shards are being taken. Try again in a second."))
                .ConfigureAwait(false);
            return;
        }

        try
        {
            ReadOnlyMemory<byte> body = await ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
            OracleReply reply = await service.AnswerAsync(
                context.Request.Method,
                context.Request.Path + context.Request.QueryString,
                context.Request.Headers.Authorization,
                body,
                context.RequestAborted).ConfigureAwait(false);
            await AnswerAsync(context, reply).ConfigureAwait(false);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException fault)
        {
            await AnswerAsync(context, OracleService.Refuse(fault.StatusCode, $"{fault.Message} A body has at most {OracleService.MaximumBodyBytes} bytes."))
                .ConfigureAwait(false);
        }
        catch (IOException) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            await AnswerAsync(context, OracleService.Refuse(StatusCodes.Status400BadRequest, "The body is not whole.")).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The other side has gone: there is nobody to tell.
        }
        finally
        {
            if (isLarge)
                _largeBodies.Release();
        }
    }

    private static async Task AnswerAsync(HttpContext context, OracleReply reply)
    {
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = reply.Json.Length;
        await context.Response.Body.WriteAsync(reply.Json, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>What comes, as it comes: memory is taken for what is there, not for what is announced.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        MemoryStream body = new((int)Math.Min(request.ContentLength ?? 0, LargeBodyBytes));
        await request.Body.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
