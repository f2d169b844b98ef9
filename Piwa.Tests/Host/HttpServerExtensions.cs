using Piwa.Host.Serving;

namespace Piwa.Tests.Host;

/// <summary>Servers without a host around them.</summary>
internal static class HttpServerExtensions
{
    /// <summary>Starts a server; it is its caller's to dispose.</summary>
    public static async Task<TServer> StartedAsync<TServer>(this TServer server)
        where TServer : HttpServer
    {
        await server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }
}
