using System.CommandLine;
using System.Net;
using Piwa.Host.Pages;

namespace Piwa.Host.Commands;

/// <summary>Where the web page listens, and what lets in.</summary>
/// <param name="address">The option that says where.</param>
internal sealed class PageArguments(Option<string?> address)
{
    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = "File with the token that the page asks for, made if it is not there. Needed to listen elsewhere than on loopback.",
    };

    public void AddTo(Command command)
    {
        command.Add(address);
        command.Add(_tokenFile);
    }

    /// <summary>Whether the page is asked for.</summary>
    public bool Asks(ParseResult parsed) => parsed.GetResult(address) is { Implicit: false };

    /// <summary>Starts the page and says where it is.</summary>
    public async Task<PageServer> StartAsync(ParseResult parsed, string directory, RunFeed? run, CancellationToken cancellationToken)
    {
        IPEndPoint listen = PageAddress.Parse(address.Name, parsed.GetValue(address) ?? PageAddress.Default);
        string? path = parsed.GetValue(_tokenFile);
        string? token = PageToken.Read(path, listen);
        PageServer server = await PageServer.StartAsync(directory, run, listen, token, cancellationToken).ConfigureAwait(false);
        Console.WriteLine($"page  {server.Address.OriginalString.TrimEnd('/')}/{(token is null ? "" : $"?token=, and what {path} holds")}");
        return server;
    }
}
