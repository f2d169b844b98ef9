using System.CommandLine;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Piwa.Host.Observability;
using Piwa.Host.Pages;
using Piwa.Host.Pages.Fleet;
using Piwa.Host.Serving;
using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Commands;

/// <summary>Where the web page listens, and what lets in.</summary>
/// <param name="address">The option that says where.</param>
internal sealed class PageArguments(Option<string?> address)
{
    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = "File with the token that the page asks for, made if it is not there. Needed to listen elsewhere than on loopback.",
    };

    /// <summary>Where the page is unless it is said otherwise.</summary>
    public static IPEndPoint Default { get; } = new(IPAddress.Loopback, 7474);

    public void AddTo(Command command)
    {
        command.Add(address);
        command.Add(_tokenFile);
    }

    /// <summary>Whether the page is asked for.</summary>
    public bool Asks(ParseResult parsed) => parsed.GetResult(address) is { Implicit: false };

    /// <summary>Where the page listens.</summary>
    /// <exception cref="ArgumentException">It is no address.</exception>
    public IPEndPoint Read(ParseResult parsed) =>
        parsed.GetValue(address) is { } text ? ListenAddress.Parse(address.Name, text, Default) : Default;

    /// <summary>Adds the page of a data set to a host.</summary>
    /// <param name="services">The host's services; a <see cref="RunFeed"/> among them is shown.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="directory">The data set's directory.</param>
    /// <param name="say">Says where the page is, once it is there.</param>
    /// <exception cref="ArgumentException">It needs a token, or the file holds none.</exception>
    public void AddTo(IServiceCollection services, ParseResult parsed, string directory, Action<string> say)
    {
        (IPEndPoint listen, string? token, Action<Uri> tell) = Open(parsed, say);
        services.AddHostedService(provider => new PageServer(directory, provider.GetService<RunFeed>(), listen, token, tell));
    }

    /// <summary>Adds the page of a fleet to a host.</summary>
    /// <param name="services">The host's services; a <see cref="CoordinatorHealth"/> is among them.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="coordinator">The fleet's coordinator.</param>
    /// <param name="about">What of the fleet stays as it is.</param>
    /// <param name="say">Says where the page is, once it is there.</param>
    /// <exception cref="ArgumentException">It needs a token, or the file holds none.</exception>
    public void AddTo(IServiceCollection services, ParseResult parsed, FleetCoordinator coordinator, FleetAbout about, Action<string> say)
    {
        (IPEndPoint listen, string? token, Action<Uri> tell) = Open(parsed, say);
        services
            .AddSingleton(_ => new FleetFeed(about, TimeProvider.System))
            .AddHostedService(provider => new FleetWatch(coordinator, provider.GetRequiredService<FleetFeed>(), TimeProvider.System))
            .AddHostedService(provider => new PageServer(
                new FleetPageRoutes(
                    about, provider.GetRequiredService<FleetFeed>(), provider.GetRequiredService<CoordinatorHealth>(), TimeProvider.System),
                PageServer.FleetStart, listen, address.Name, token, tell));
    }

    private (IPEndPoint Listen, string? Token, Action<Uri> Tell) Open(ParseResult parsed, Action<string> say)
    {
        IPEndPoint listen = Read(parsed);
        string? path = parsed.GetValue(_tokenFile);
        string? token = PageToken.Read(path, listen);
        return (listen, token, Tell);

        void Tell(Uri page) => say($"page  {page.OriginalString.TrimEnd('/')}/{(token is null ? "" : $"?token=, and what {path} holds")}");
    }
}
