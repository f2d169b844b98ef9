using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Piwa.Host.Serving;

/// <summary>A server of HTTP/1.1 at one address, as a service of the host: what all of ours have in common.</summary>
/// <remarks>
/// Each is a Kestrel with limits of its own, and no application around it: one of ASP.NET would be a host within the host, which takes the
/// signals of the process for itself. When it stops it cuts its connections: nobody waits for a client.
/// </remarks>
/// <param name="listen">The address and port to listen at; port 0 for any that is free.</param>
/// <param name="what">What it is, and the option that says where it listens: for the message where it cannot.</param>
/// <param name="ready">Told where it is reached, once it is; null if nobody is to be told.</param>
internal abstract class HttpServer(IPEndPoint listen, (string Name, string Option) what, Action<Uri>? ready)
    : IHostedService, IHttpApplication<HttpContext>, IAsyncDisposable
{
    private KestrelServer? _kestrel;
    private ServiceProvider? _tls;

    /// <summary>What a client may take its time for: headers, and the beginning of a body.</summary>
    protected static TimeSpan Grace { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Where it is reached, once it has started.</summary>
    public Uri Address { get; private set; } = new($"http://{listen}");

    /// <summary>Starts to serve.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The port is taken, or the address is none of this machine.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        KestrelServerOptions options = new() { AddServerHeader = false };
        options.Limits.RequestHeadersTimeout = Grace;

        // Bodies are counted by who reads them. What is refused unread, Kestrel reads on for some seconds if it knows no limit: a connection
        // that were cut there would take the answer with it.
        options.Limits.MaxRequestBodySize = null;
        Limit(options.Limits);
        if (Certificate is not null)
            options.ApplicationServices = _tls = CreateTlsServices();
        options.Listen(listen, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            if (Certificate is { } certificate)
                endpoint.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = certificate.Leaf, ServerCertificateChain = certificate.Chain });
        });
        _kestrel = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
        try
        {
            await _kestrel.StartAsync(this, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException fault)
        {
            throw new IOException(
                $"{what.Name} cannot listen at {listen}: {fault.InnerException?.Message ?? fault.Message}. "
                + $"Choose another port with {what.Option}, or 0 for any that is free.", fault);
        }

        Address = new Uri(_kestrel.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        ready?.Invoke(Address);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_kestrel is not null)
            await _kestrel.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        _kestrel?.Dispose();
        if (_tls is not null)
            await _tls.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    HttpContext IHttpApplication<HttpContext>.CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    Task IHttpApplication<HttpContext>.ProcessRequestAsync(HttpContext context) => ServeAsync(context);

    void IHttpApplication<HttpContext>.DisposeContext(HttpContext context, Exception? exception)
    {
        // It owns nothing.
    }

    /// <summary>The certificate with which it serves HTTPS; null for HTTP.</summary>
    protected virtual ServerCertificate? Certificate => null;

    /// <summary>Sets its limits.</summary>
    protected abstract void Limit(KestrelServerLimits limits);

    /// <summary>Answers a request.</summary>
    protected abstract Task ServeAsync(HttpContext context);

    /// <summary>What Kestrel's TLS asks a container for, some of it internal to Kestrel: made as an application would, of which there is none.</summary>
    private static ServiceProvider CreateTlsServices()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        return builder.Services.BuildServiceProvider();
    }
}
