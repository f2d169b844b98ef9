using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Piwa.Host.Serving;

/// <summary>A server of HTTP/1.1 at one address: what all of ours have in common.</summary>
internal sealed class HttpHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private HttpHost(WebApplication application)
    {
        _application = application;
        Address = new Uri(application.Urls.Single());
    }

    /// <summary>What a client may take its time for: headers, and the beginning of a body.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Where it is reached.</summary>
    public Uri Address { get; }

    /// <summary>Starts to serve.</summary>
    /// <param name="listen">The address and port to listen at; port 0 for any that is free.</param>
    /// <param name="what">What it is, and the option that says where it listens: for the message where it cannot.</param>
    /// <param name="limit">Sets its limits.</param>
    /// <param name="serve">Answers a request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The port is taken, or the address is none of this machine.</exception>
    public static async Task<HttpHost> StartAsync(
        IPEndPoint listen, (string Name, string Option) what, Action<KestrelServerLimits> limit, RequestDelegate serve, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.RequestHeadersTimeout = Grace;
            limit(options.Limits);
            options.Listen(listen, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        WebApplication application = builder.Build();
        application.Run(serve);
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return new HttpHost(application);
        }
        catch (Exception fault)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            if (fault is not IOException)
                throw;
            throw new IOException(
                $"{what.Name} cannot listen at {listen}: {fault.InnerException?.Message ?? fault.Message}. "
                + $"Choose another port with {what.Option}, or 0 for any that is free.", fault);
        }
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
