using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Piwa.Host.Observability;

/// <summary>What Prometheus and a supervisor ask: <c>/metrics</c>, <c>/livez</c>, <c>/readyz</c>. It tells, and takes nothing.</summary>
internal sealed class ObservationServer : IAsyncDisposable
{
    private const int MaximumConnections = 32;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly WebApplication _application;
    private readonly Telemetry _telemetry;
    private readonly RunHealth _health;

    private ObservationServer(WebApplication application, Telemetry telemetry, RunHealth health)
    {
        _application = application;
        _telemetry = telemetry;
        _health = health;
    }

    /// <summary>Where it is reached.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts to serve.</summary>
    /// <param name="telemetry">Gives the metrics; stays its owner's.</param>
    /// <param name="health">Says how the run is.</param>
    /// <param name="listen">The address and port to listen at; port 0 for any that is free.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ObservationServer> StartAsync(
        Telemetry telemetry, RunHealth health, IPEndPoint listen, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxConcurrentConnections = MaximumConnections;
            options.Limits.MaxRequestBodySize = 0;
            options.Limits.RequestHeadersTimeout = Grace;
            options.Listen(listen, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        ObservationServer server = new(builder.Build(), telemetry, health);
        server._application.Run(server.ServeAsync);
        try
        {
            await server._application.StartAsync(cancellationToken).ConfigureAwait(false);
            server.Address = new Uri(server._application.Urls.Single());
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

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
