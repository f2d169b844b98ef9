using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Piwa.Host.Serving;

namespace Piwa.Host.Observability;

/// <summary>What Prometheus and a supervisor ask: <c>/metrics</c>, <c>/livez</c>, <c>/readyz</c>. It tells, and takes nothing.</summary>
/// <param name="telemetry">Gives the metrics; stays its owner's.</param>
/// <param name="health">Says how what the process does is.</param>
/// <param name="listen">The address and port to listen at; port 0 for any that is free.</param>
/// <param name="ready">Told where it is reached, once it is.</param>
internal sealed class ObservationServer(Telemetry telemetry, IHealth health, IPEndPoint listen, Action<Uri> ready)
    : HttpServer(listen, ("The server of metrics", "--metrics"), ready)
{
    private const int MaximumConnections = 32;

    /// <inheritdoc/>
    protected override void Limit(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = MaximumConnections;
        limits.MaxRequestBodySize = 0;
    }

    /// <inheritdoc/>
    protected override Task ServeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, "GET only.\n");
        return context.Request.Path.Value switch
        {
            "/metrics" => AnswerAsync(context, StatusCodes.Status200OK, telemetry.Collect(), "text/plain; version=0.0.4; charset=utf-8"),
            "/livez" => AnswerAsync(context, health.FindStall()),
            "/readyz" => AnswerAsync(context, health.FindStall() ?? health.FindUnreadiness()),
            _ => AnswerAsync(context, StatusCodes.Status404NotFound, "There are /metrics, /livez and /readyz.\n"),
        };
    }

    private static Task AnswerAsync(HttpContext context, string? fault) => fault is null
        ? AnswerAsync(context, StatusCodes.Status200OK, "ok\n")
        : AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, fault + "\n");

    private static Task AnswerAsync(HttpContext context, int status, string text, string type = "text/plain; charset=utf-8")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.Headers.CacheControl = "no-store";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(text, context.RequestAborted);
    }
}
