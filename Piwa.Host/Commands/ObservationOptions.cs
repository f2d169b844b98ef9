using System.CommandLine;
using System.Net;

namespace Piwa.Host.Commands;

/// <summary>Options that say where a run can be watched.</summary>
internal sealed class ObservationOptions
{
    /// <summary>The port that OpenTelemetry gives exporters for Prometheus.</summary>
    private const string DefaultListen = "127.0.0.1:9464";

    private readonly Option<string?> _metrics = new("--metrics")
    {
        Description = $"Serves /metrics for Prometheus, /livez and /readyz at ADDRESS:PORT; without a value at {DefaultListen}.",
        HelpName = "ADDRESS:PORT",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public void AddTo(Command command) => command.Add(_metrics);

    /// <summary>Where to serve; null for nowhere.</summary>
    /// <exception cref="ArgumentException">It is no address.</exception>
    public IPEndPoint? Read(ParseResult parsed)
    {
        if (parsed.GetResult(_metrics) is null)
            return null;
        string text = parsed.GetValue(_metrics) ?? DefaultListen;
        return IPEndPoint.TryParse(text, out IPEndPoint? listen) && text.Contains(':', StringComparison.Ordinal)
            ? listen
            : throw new ArgumentException($"--metrics is '{text}'; it must be an address and a port, as {DefaultListen}.");
    }
}
