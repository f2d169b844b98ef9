using System.Net;
using Microsoft.AspNetCore.Http;
using Piwa.Host.Serving;

namespace Piwa.Host.Observability;

/// <summary>What Prometheus and a supervisor ask: <c>/metrics</c>, <c>/livez</c>, <c>/readyz</c>. It tells, and takes nothing.</summary>
internal sealed class ObservationServer : IAsyncDisposable
{
    private const int MaximumConnections = 32;

    private readonly Telemetry _telemetry;
    private readonly RunHealth _health;
    private HttpHost _host = null!;

    private ObservationServer(Telemetry telemetry, RunHealth health)
    {
        _telemetry = telemetry;
        _health = health;
    }

    /// <summary>Where it is reached.</summary>
    public Uri Address => _host.Address;

    /// <summary>Starts to serve.</summary>
    /// <param name="telemetry">Gives the metrics; stays its owner's.</param>
    /// <param name="health">Says how the run is.</param>
    /// <param name="listen">The address and port to listen at; port 0 for any that is free.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ObservationServer> StartAsync(
        Telemetry telemetry, RunHealth health, IPEndPoint listen, CancellationToken cancellationToken)
    {
        ObservationServer server = new(telemetry, health);
        server._host = await HttpHost.StartAsync(
            listen,
            ("The server of metrics", "--metrics"),
            limits =>
            {
                limits.MaxConcurrentConnections = MaximumConnections;
                limits.MaxRequestBodySize = 0;
            },
            server.ServeAsync,
            cancellationToken).ConfigureAwait(false);
        return server;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private Task ServeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, "GET only.\n");
        return context.Request.Path.Value switch
        {
            "/metrics" => AnswerAsync(context, StatusCodes.Status200OK, _telemetry.Collect(), "text/plain; version=0.0.4; charset=utf-8"),
            "/livez" => AnswerAsync(context, _health.FindStall()),
            "/readyz" => AnswerAsync(context, _health.FindStall() ?? _health.FindUnreadiness()),
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
